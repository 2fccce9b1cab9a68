/** The frame around every page: where one can go, the search that is always at hand, who one is. */
import { LogoutOutlined, MenuOutlined } from "@ant-design/icons";
import { Button, Drawer, Spin } from "antd";
import { Suspense, useEffect, useState } from "react";
import { Link, Navigate, Route, Routes, useLocation } from "react-router";
import { pages, type Page } from "../pages";
import { NotFoundPage, NotPermittedPage } from "../pages/NotFoundPage";
import { useSession } from "../session/session";
import { useService } from "../session/service";
import { Navigation } from "./Navigation";
import { PageBoundary } from "./PageBoundary";
import { SearchBox } from "./SearchBox";
import { useLiveChanges } from "./useLiveChanges";

export function Shell() {
  useLiveChanges();
  const bare = useLocation().pathname === "/screen";
  const content = (
    <Suspense fallback={<Spin fullscreen description="正在打开…" />}>
      <Routes>
        {pages.map((page) => (
          <Route key={page.path} path={page.path} element={<Permitted page={page} />} />
        ))}
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
  if (bare) return content;
  return <Framed>{content}</Framed>;
}

function Framed({ children }: { children: React.ReactNode }) {
  const { me, logout } = useSession();
  const { demo } = useService();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#page-content">
        跳到正文
      </a>
      <header className="top">
        <Button className="menu-button" type="text" icon={<MenuOutlined aria-hidden />} aria-label="打开导航" onClick={() => setOpen(true)} />
        <Link className="brand" to="/">
          回音
        </Link>
        {demo !== null && <span className="demo-mark">演示数据</span>}
        <SearchBox />
        <span className="who" title={me.roles.map(({ label }) => label).join("、")}>
          {me.user.displayName}
        </span>
        <Button type="text" className="logout" icon={<LogoutOutlined aria-hidden />} aria-label="退出登录" title="退出登录" onClick={() => void logout()} />
      </header>
      <aside className="side">
        <Navigation />
      </aside>
      <Drawer open={isOpen} onClose={() => setOpen(false)} placement="left" size={260} title="回音" classNames={{ body: "side-drawer" }}>
        <Navigation />
      </Drawer>
      <main id="page-content" tabIndex={-1}>
        <PageBoundary key={pathname}>{children}</PageBoundary>
      </main>
    </div>
  );
}

function Permitted({ page }: { page: Page }) {
  const { has } = useSession();
  if (page.roles.length === 0 || has(...page.roles)) return <page.Component />;
  // Who has no cases to work on starts where his own work is.
  if (page.path === "/") return <Navigate to={has("admin") ? "/admin/people" : "/account"} replace />;
  return <NotPermittedPage roles={page.roles} />;
}
