/** Evidence on the case: uploaded with its progress, looked at, taken away. */
import { PaperClipOutlined, UploadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Image, Modal, Progress, Select } from "antd";
import { useRef, useState } from "react";
import { answerOf, api, ApiProblem, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { upload } from "../../api/upload";
import { Fetched } from "../../parts/states";
import { timeText } from "../../parts/times";

type Attachment = AnswerOf<"/api/v1/cases/{id}/attachments">["items"][number];
type About = Attachment["about"];
const aboutOptions = [
  { value: "case", label: "工单" },
  { value: "disposition", label: "办理结果" },
  { value: "review", label: "复盘" },
];

export function Attachments({ caseId }: { caseId: number }) {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["case", caseId, "attachments"], queryFn: () => answerOf(api.GET("/api/v1/cases/{id}/attachments", { params: { path: { id: caseId } } })) });
  const [about, setAbout] = useState<About>("case");
  const [progress, setProgress] = useState<{ name: string; percent: number } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [looked, setLooked] = useState<Attachment | null>(null);
  const input = useRef<HTMLInputElement>(null);

  async function send(files: File[]): Promise<void> {
    setProblem(null);
    for (const file of files) {
      setProgress({ name: file.name, percent: 0 });
      try {
        await upload(`/api/v1/cases/${caseId}/attachments?about=${about}`, file, (percent) => setProgress({ name: file.name, percent }));
      } catch (error) {
        setProblem(`${file.name}：${error instanceof ApiProblem ? error.detail : detailOf(error)}`);
        break;
      }
    }
    setProgress(null);
    await queries.invalidateQueries({ queryKey: ["case", caseId] });
  }

  return (
    <section className="panel" aria-labelledby="attachments-title">
      <h2 id="attachments-title">附件</h2>
      <Fetched query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">还没有附件。可上传图片、PDF、录音、视频和 Office 文件，单个不超过 20 MB。</p>
          ) : (
            <ul className="attachments">
              {items.map((item) => (
                <li key={item.id}>
                  <PaperClipOutlined aria-hidden />{" "}
                  <button type="button" className="plain link" onClick={() => setLooked(item)}>
                    {item.name}
                  </button>
                  <div className="muted">
                    {item.aboutLabel} · {sizeText(item.size)} · {item.addedBy} {timeText(item.addedAt)}
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Fetched>
      {problem !== null && <Alert type="error" role="alert" showIcon title={problem} closable={{ onClose: () => setProblem(null) }} />}
      {progress && <Progress percent={progress.percent} aria-label={`正在上传 ${progress.name}`} />}
      <div className="buttons">
        <Select aria-label="附件用途" size="small" value={about} onChange={setAbout} options={aboutOptions} className="about" />
        <Button size="small" icon={<UploadOutlined aria-hidden />} disabled={progress !== null} onClick={() => input.current?.click()}>
          上传附件
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="选择附件"
          onChange={({ target }) => {
            void send([...(target.files ?? [])]);
            target.value = "";
          }}
        />
      </div>
      {looked && <Look attachment={looked} close={() => setLooked(null)} />}
    </section>
  );
}

/** Only what a browser shows without running anything; all else is taken away to be opened elsewhere. */
function Look({ attachment: { name, url, mediaType, sha256 }, close }: { attachment: Attachment; close: () => void }) {
  return (
    <Modal
      open
      title={name}
      onCancel={close}
      width={760}
      footer={
        <Button type="primary" href={url} download={name}>
          下载
        </Button>
      }
    >
      {/^image\/(jpeg|png|gif|webp|bmp)$/.test(mediaType) ? (
        <Image src={url} alt={name} preview={false} className="looked" />
      ) : mediaType.startsWith("audio/") ? (
        <audio controls src={url} aria-label={name} />
      ) : mediaType.startsWith("video/") ? (
        <video controls src={url} aria-label={name} className="looked" />
      ) : (
        <p>这类文件请下载后打开。</p>
      )}
      <p className="muted hash">校验值 SHA-256：{sha256}</p>
    </Modal>
  );
}

const sizeText = (bytes: number): string => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);
