/** The pages that one's roles open, by what they are for. */
import { NavLink } from "react-router";
import { groups, pages } from "../pages";
import { useSession } from "../session/session";

export function Navigation() {
  const { has } = useSession();
  return (
    <nav aria-label="主导航">
      {groups.map((group) => {
        const shown = pages.filter((page) => page.group === group && page.label !== undefined && (page.roles.length === 0 || has(...page.roles)));
        if (shown.length === 0) return null;
        return (
          <section key={group}>
            <h2>{group}</h2>
            <ul>
              {shown.map(({ path, label, icon: Icon }) => (
                <li key={path}>
                  <NavLink to={path} end>
                    {Icon && <Icon aria-hidden />}
                    <span>{label}</span>
                  </NavLink>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
