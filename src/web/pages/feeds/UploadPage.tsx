/** 导入文件: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function UploadPage() {
  return <PageHead title="导入文件" />;
}
