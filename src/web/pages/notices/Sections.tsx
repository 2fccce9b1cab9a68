/** The sentences of the notice; a supervisor edits them section by section while it is a draft. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Space } from "antd";
import { useState } from "react";
import { answerOf, api, ApiProblem, detailOf } from "../../api/client";
import { LongText } from "../../parts/LongText";
import { Tone } from "../../parts/Tone";
import { useDraft } from "../../parts/useDraft";
import type { Notice, Section } from "./content";

export function Sections({ notice }: { notice: Notice }) {
  const [editing, setEditing] = useState<string | null>(null);
  const mayEdit = notice.allowed.includes("edit") && notice.status === "draft";
  return (
    <section className="panel sections" aria-label="正文">
      {notice.sections.map((section) => (
        <section key={section.key}>
          <h2>
            {section.heading} {section.edited && notice.status === "draft" && <Tone>已编辑</Tone>}
            {mayEdit && editing !== section.key && (
              <Button size="small" aria-label={`编辑 ${section.heading}`} onClick={() => setEditing(section.key)}>
                编辑
              </Button>
            )}
          </h2>
          {editing === section.key ? <Editor notice={notice} section={section} close={() => setEditing(null)} /> : section.sentences.map((sentence, index) => <p key={index}>{sentence}</p>)}
        </section>
      ))}
    </section>
  );
}

function Editor({ notice, section, close }: { notice: Notice; section: Section; close: () => void }) {
  const queries = useQueryClient();
  const draft = useDraft(`notice:${notice.week}:${section.key}`, section.sentences.join("\n"));
  const [seen, setSeen] = useState(notice.draft?.version ?? 1);
  const save = useMutation({
    mutationFn: (sentences: string[] | null) => answerOf(api.PATCH("/api/v1/notices/{week}", { params: { path: { week: notice.week } }, body: { expectedVersion: seen, sections: { [section.key]: sentences } } })),
    onSuccess: async () => {
      draft.forget();
      await queries.invalidateQueries({ queryKey: ["notices"] });
      close();
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 409) void queries.invalidateQueries({ queryKey: ["notices"] });
    },
  });
  const isConflict = save.error instanceof ApiProblem && save.error.status === 409;
  const sentences = draft.value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return (
    <div className="editor">
      {save.isError && (
        <Alert
          type={isConflict ? "warning" : "error"}
          role="alert"
          showIcon
          title={isConflict ? "另一位督导刚刚改过这份草稿。您写的还在下面；这一节现在是：" : detailOf(save.error)}
          description={
            isConflict && (
              <>
                {section.sentences.map((sentence, index) => (
                  <p key={index}>{sentence}</p>
                ))}
                <Button
                  size="small"
                  onClick={() => {
                    setSeen(notice.draft?.version ?? seen);
                    save.reset();
                  }}
                >
                  已看过，用我的替换
                </Button>
              </>
            )
          }
        />
      )}
      <LongText aria-label={`${section.heading}，每行一句`} autoFocus rows={4} value={draft.value} onChange={({ target }) => draft.set(target.value)} />
      <Space wrap>
        <Button type="primary" loading={save.isPending} disabled={sentences.length === 0} onClick={() => save.mutate(sentences)}>
          保存这一节
        </Button>
        {section.edited && <Button onClick={() => save.mutate(null)}>恢复自动生成</Button>}
        <Button
          onClick={() => {
            draft.forget();
            close();
          }}
        >
          取消
        </Button>
        <span className="muted">每行一句。数字由系统核算，改动文字时请勿改数字。</span>
      </Space>
    </div>
  );
}
