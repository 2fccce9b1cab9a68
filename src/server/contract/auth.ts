/** Logging in and who one is. */
import Type, { type Static } from "typebox";
import { Id, InstantText, RoleName, Sent } from "./basics.ts";

export const LoginRequest = Sent({
  username: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String({ minLength: 1, maxLength: 800 }),
});

export const RoleHeld = Type.Object({ role: RoleName, label: Type.String(), unitPath: Type.String() });

export const Me = Type.Object({
  user: Type.Object({ id: Id, displayName: Type.String() }),
  roles: Type.Array(RoleHeld),
  expiresAt: InstantText,
});
export type Me = Static<typeof Me>;
