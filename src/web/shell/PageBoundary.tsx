/** A page that fails leaves the frame standing, and says so. */
import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";

export class PageBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    const isOldPage = this.state.error instanceof TypeError && /import|fetch|load/i.test(this.state.error.message);
    return (
      <Result
        status="warning"
        title={isOldPage ? "系统已经升级" : "这一页出错了"}
        subTitle={isOldPage ? "请刷新页面使用新版本；已填写的草稿会保留。" : "请刷新页面重试；已填写的草稿会保留。若仍出错，请告知管理员。"}
        extra={
          <Button type="primary" onClick={() => window.location.reload()}>
            刷新页面
          </Button>
        }
      />
    );
  }
}
