/** Filters that somebody keeps by a name, for every desk he sits at. */
import { StarOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Popover, Space } from "antd";
import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { answerOf, api, detailOf } from "../api/client";

export function SavedViews({ page }: { page: string }) {
  const { search, pathname } = useLocation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [name, setName] = useState("");
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({ queryKey: ["views"], queryFn: () => answerOf(api.GET("/api/v1/views")), staleTime: 60_000 });
  const changed = () => queries.invalidateQueries({ queryKey: ["views"] });
  const refused = (error: unknown) => void message.error(detailOf(error));
  const save = useMutation({
    mutationFn: () => answerOf(api.POST("/api/v1/views", { body: { page, name: name.trim(), query: search.replace(/^\?/, "") } })),
    onSuccess: () => {
      setName("");
      void message.success("视图已保存");
      return changed();
    },
    onError: refused,
  });
  const forget = useMutation({ mutationFn: (id: number) => answerOf(api.DELETE("/api/v1/views/{id}", { params: { path: { id } } })), onSuccess: changed, onError: refused });
  const views = data?.items.filter((view) => view.page === page) ?? [];
  const content = (
    <div className="saved-views">
      {views.length === 0 && <p className="muted">还没有保存的视图。先选好条件，再起个名字保存。</p>}
      <ul>
        {views.map(({ id, name: kept, query }) => (
          <li key={id}>
            <Button
              type="link"
              onClick={() => {
                setOpen(false);
                void navigate(`${pathname}?${query}`);
              }}
            >
              {kept}
            </Button>
            <Button type="text" danger size="small" aria-label={`删除视图 ${kept}`} onClick={() => forget.mutate(id)}>
              删除
            </Button>
          </li>
        ))}
      </ul>
      <Space.Compact block>
        <Input aria-label="视图名称" placeholder="把当前条件存为…" maxLength={30} value={name} onChange={({ target }) => setName(target.value)} onPressEnter={() => name.trim() !== "" && save.mutate()} />
        <Button type="primary" disabled={name.trim() === ""} loading={save.isPending} onClick={() => save.mutate()}>
          保存
        </Button>
      </Space.Compact>
    </div>
  );
  return (
    <Popover content={content} trigger="click" open={isOpen} onOpenChange={setOpen} placement="bottomRight">
      <Button icon={<StarOutlined aria-hidden />}>视图</Button>
    </Popover>
  );
}
