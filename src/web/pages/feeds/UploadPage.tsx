/** A file of records, by hand: looked at first, field by field, then taken as the source's own delivery would be. */
import { InboxOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Progress, Select } from "antd";
import { useRef, useState, type DragEvent } from "react";
import { Link } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { upload } from "../../api/upload";
import { PageHead } from "../../parts/PageHead";
import { outcomeLabels, sourceLabels } from "../../parts/words";
import { FeedPreview, type FeedReport } from "./FeedPreview";
import "./feeds.css";

type Taken = AnswerOf<"/api/v1/feeds/{source}/files", "post">;
type Stage = { name: "chosen" } | { name: "sending"; percent: number; to: "check" | "take" } | { name: "checked"; report: FeedReport } | { name: "taken"; taken: Taken };

export default function UploadPage() {
  const profiles = useQuery({ queryKey: ["profiles"], queryFn: () => answerOf(api.GET("/api/v1/feeds/profiles")), staleTime: 600_000 });
  const queries = useQueryClient();
  const [profileName, setProfileName] = useState<string>();
  const [file, setFile] = useState<File | null>(null);
  const [stage, setStage] = useState<Stage>({ name: "chosen" });
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const profile = profiles.data?.items.find(({ name }) => name === profileName);

  async function send(to: "check" | "take"): Promise<void> {
    if (!profile || !file) return;
    setProblem(null);
    setStage({ name: "sending", percent: 0, to });
    const url = `/api/v1/feeds/${profile.source}/files${to === "check" ? "/check" : ""}?profile=${encodeURIComponent(profile.name)}${to === "take" ? "&results=problems" : ""}`;
    try {
      const answer = await upload(url, file, (percent) => setStage({ name: "sending", percent, to }));
      if (to === "check") setStage({ name: "checked", report: answer as FeedReport });
      else {
        setStage({ name: "taken", taken: answer as Taken });
        await queries.invalidateQueries({ queryKey: ["live"] });
      }
    } catch (error) {
      setProblem(detailOf(error));
      setStage({ name: "chosen" });
    }
  }
  function choose(chosen: File | undefined): void {
    if (!chosen) return;
    setFile(chosen);
    setStage({ name: "chosen" });
    setProblem(null);
  }
  function drop(event: DragEvent): void {
    event.preventDefault();
    choose(event.dataTransfer.files[0]);
  }

  return (
    <>
      <PageHead title="导入文件" note="先预览：看每一项读成了什么、哪些会进隔离区；确认后再入库。重复导入不会产生重复工单。" />
      <section className="panel">
        <Form layout="vertical" className="upload">
          <Form.Item label="来源档案" htmlFor="upload-profile">
            <Select
              id="upload-profile"
              placeholder="文件来自哪里"
              {...(profileName !== undefined && { value: profileName })}
              loading={profiles.isFetching}
              onChange={(name: string) => {
                setProfileName(name);
                setStage({ name: "chosen" });
              }}
              options={(profiles.data?.items ?? []).map(({ name, title, source }) => ({ value: name, label: `${title}（${sourceLabels[source]}）` }))}
            />
          </Form.Item>
          <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
            <InboxOutlined aria-hidden />
            <p>{file ? `${file.name}（${Math.max(1, Math.round(file.size / 1024))} KB）` : "把文件拖到这里，或"}</p>
            <Button onClick={() => input.current?.click()}>{file ? "换一个文件" : "选择文件"}</Button>
            <p className="muted">XLSX、CSV、JSON、NDJSON、XML，不超过 32 MB。</p>
            <input
              ref={input}
              type="file"
              className="visually-hidden"
              tabIndex={-1}
              aria-label="选择要导入的文件"
              accept=".xlsx,.csv,.tsv,.json,.ndjson,.jsonl,.xml"
              onChange={({ target }) => {
                choose(target.files?.[0]);
                target.value = "";
              }}
            />
          </div>
          {problem !== null && <Alert type="error" role="alert" showIcon title={problem} />}
          {stage.name === "sending" && <Progress percent={stage.percent} aria-label={stage.to === "check" ? "正在预览" : "正在入库"} />}
          <div className="buttons">
            <Button type={stage.name === "checked" ? "default" : "primary"} disabled={!profile || !file || stage.name === "sending"} onClick={() => void send("check")}>
              预览
            </Button>
            <Button type={stage.name === "checked" ? "primary" : "default"} disabled={!profile || !file || stage.name !== "checked"} onClick={() => void send("take")}>
              {stage.name === "checked" ? `入库 ${stage.report.totals.records} 条` : "入库"}
            </Button>
          </div>
        </Form>
      </section>
      {stage.name === "checked" && <FeedPreview report={stage.report} />}
      {stage.name === "taken" && <Result taken={stage.taken} />}
    </>
  );
}

function Result({ taken }: { taken: Taken }) {
  const counts = (["created", "updated", "unchanged", "quarantined"] as const).map((name) => `${outcomeLabels[name]} ${taken[name]} 条`).join("，");
  return (
    <Alert
      type={taken.quarantined > 0 ? "warning" : "success"}
      role="status"
      showIcon
      title={`收到 ${taken.received} 条：${counts}。`}
      description={taken.quarantined > 0 ? <Link to="/feeds/quarantine">到隔离区更正</Link> : <Link to="/cases">查看工单</Link>}
    />
  );
}
