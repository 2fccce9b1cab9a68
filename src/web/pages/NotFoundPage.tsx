/** Where there is nothing, or nothing for one's roles. */
import { Button, Result } from "antd";
import { Link } from "react-router";
import type { Role } from "../api/types";
import { roleLabels } from "../parts/words";

const home = (
  <Link to="/">
    <Button type="primary">回到首页</Button>
  </Link>
);

export const NotFoundPage = () => <Result status="404" title="没有这一页" subTitle="地址可能写错了，或者内容已经移走。" extra={home} />;

export const NotPermittedPage = ({ roles }: { roles: Role[] }) => (
  <Result status="403" title="您的角色不能打开这一页" subTitle={`这一页供${roles.map((role) => roleLabels[role]).join("、")}使用；如需使用，请联系管理员。`} extra={home} />
);
