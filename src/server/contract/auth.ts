/** Logging in and who one is. */
import Type, { type Static } from "typebox";
import { Id, InstantText, Nullable, RoleName, Sent } from "./basics.ts";

export const LoginRequest = Sent({
  username: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String({ minLength: 1, maxLength: 800 }),
});

export const RoleHeld = Type.Object({ role: RoleName, label: Type.String(), unitPath: Type.String() });

export const Me = Type.Object({
  user: Type.Object({ id: Id, displayName: Type.String() }),
  roles: Type.Array(RoleHeld),
  expiresAt: InstantText,
  idleMinutes: Type.Integer({ description: "The session ends after so long without anything done" }),
  csrfToken: Type.String({ description: "A page sends it as X-CSRF-Token with every change; programs outside of a browser need not" }),
});
export type Me = Static<typeof Me>;

export const OpenSessions = Type.Object({
  items: Type.Array(
    Type.Object({
      startedAt: InstantText,
      seenAt: InstantText,
      expiresAt: InstantText,
      address: Nullable(Type.String()),
      current: Type.Boolean({ description: "The one that asks" }),
    }),
  ),
});
export const SessionsEnded = Type.Object({ ended: Type.Integer() });
