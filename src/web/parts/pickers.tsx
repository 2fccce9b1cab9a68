/** Choosing a unit, a person or a case by name; a form gets the id. */
import { useQuery } from "@tanstack/react-query";
import { Select, TreeSelect } from "antd";
import { useDeferredValue, useState } from "react";
import { answerOf, api } from "../api/client";
import type { Role, Unit } from "../api/types";

export function useUnits(): Unit[] {
  const { data } = useQuery({ queryKey: ["units"], queryFn: () => answerOf(api.GET("/api/v1/units")), staleTime: 300_000 });
  return data?.items ?? [];
}

interface PickerProps {
  value?: number | undefined;
  onChange?: (value: number | undefined) => void;
  id?: string;
  placeholder?: string;
  allowClear?: boolean;
  "aria-label"?: string;
  className?: string;
}

export function UnitPicker({ placeholder = "选择单位", ...props }: PickerProps) {
  const units = useUnits();
  return (
    <TreeSelect
      {...props}
      treeData={units.map(({ id, name, parentId, code, aliases }) => ({ id, pId: parentId ?? 0, value: id, title: name, words: [name, code, ...aliases].join(" ") }))}
      treeDataSimpleMode
      treeDefaultExpandAll
      showSearch={{ treeNodeFilterProp: "words" }}
      placeholder={placeholder}
      popupMatchSelectWidth={280}
    />
  );
}

interface PersonProps extends PickerProps {
  role?: Role | undefined;
  unit?: number | undefined;
  /** Also those whose role is held above the unit. */
  above?: boolean;
  /** Left out of the choice. */
  except?: number | undefined;
}

export function PersonPicker({ role, unit, above, except, placeholder = "选择人员", ...props }: PersonProps) {
  const query = { ...(role && { role }), ...(unit && { unit }), ...(above && { above }) };
  const { data, isFetching } = useQuery({ queryKey: ["people", query], queryFn: () => answerOf(api.GET("/api/v1/people", { params: { query } })), staleTime: 60_000 });
  return (
    <Select
      {...props}
      loading={isFetching}
      options={(data?.items ?? []).filter(({ id }) => id !== except).map(({ id, displayName, roles }) => ({ value: id, label: `${displayName}（${[...new Set(roles.map(({ unitName }) => unitName))].join("、")}）` }))}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={placeholder}
      notFoundContent="没有合适的人员"
      popupMatchSelectWidth={280}
    />
  );
}

/** By case number, words, or a whole phone number. */
export function CasePicker({ except, suggested = [], placeholder = "输入工单编号或文字查找", ...props }: PickerProps & { except?: number | undefined; suggested?: { id: number; label: string }[] }) {
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const { data, isFetching } = useQuery({
    queryKey: ["cases", "picker", q],
    queryFn: () => answerOf(api.GET("/api/v1/cases", { params: { query: { q, limit: 20 } } })),
    enabled: q.length >= 2,
    staleTime: 30_000,
  });
  const found = q.length >= 2 ? (data?.items ?? []).map(({ id, caseNo, headline, stateLabel }) => ({ id, label: `${caseNo ?? id} ${headline}（${stateLabel}）` })) : suggested;
  return (
    <Select
      {...props}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={isFetching}
      options={found.filter(({ id }) => id !== except).map(({ id, label }) => ({ value: id, label }))}
      placeholder={placeholder}
      notFoundContent={q.length >= 2 ? "没有找到" : "请输入至少两个字"}
    />
  );
}
