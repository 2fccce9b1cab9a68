/** Units, people and the service's own state. */
import Type from "typebox";
import { Id, Nullable, RoleName } from "./basics.ts";

export const UnitList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      code: Type.String(),
      name: Type.String(),
      parentId: Nullable(Id),
      path: Type.String(),
      aliases: Type.Array(Type.String()),
    }),
  ),
});
export const PeopleQuery = Type.Object({ role: Type.Optional(RoleName), unit: Type.Optional(Id), above: Type.Optional(Type.Boolean()) });
export const PeopleList = Type.Object({
  items: Type.Array(Type.Object({ id: Id, displayName: Type.String(), roles: Type.Array(Type.Object({ role: RoleName, unitId: Id, unitName: Type.String() })) })),
});
export const Health = Type.Object({ status: Type.String() });
