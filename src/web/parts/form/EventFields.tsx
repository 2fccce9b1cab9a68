/** The fields of an event, drawn from its schema: what the service accepts is what can be filled in. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select } from "antd";
import dayjs from "dayjs";
import { LongText } from "../LongText";
import { CasePicker, PersonPicker, UnitPicker } from "../pickers";
import { isDay, isText, type FieldSchema } from "./schema";

interface Props {
  schema: FieldSchema;
  /** Names that the schema leaves optional and this moment does not. */
  required?: readonly string[];
  hidden?: readonly string[];
  /** For choosing among the people of the unit that is chosen. */
  unitId?: number | undefined;
  suggestedCases?: { id: number; label: string }[];
  exceptCase?: number | undefined;
}

export function EventFields({ schema, required = [], hidden = [], ...context }: Props) {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !hidden.includes(name))
    .map(([name, field]) => {
      const isNeeded = (schema.required ?? []).includes(name) || required.includes(name);
      const label = field.title ?? name;
      if (field.type === "array" && field.items?.properties) return <ObjectList key={name} name={name} label={label} item={field.items} max={field.maxItems ?? 20} />;
      return (
        <Form.Item key={name} name={name} label={label} rules={[{ required: isNeeded, ...(isText(field) && { whitespace: true }) }]} {...(isDay(field) && dayAsText)}>
          <Field name={name} field={field} {...context} />
        </Form.Item>
      );
    });
}

/** The form keeps days as the text that the service wants; the picker has its own idea of them. */
const dayAsText = {
  getValueProps: (value: string | undefined) => ({ value: value ? dayjs(value) : null }),
  normalize: (value: dayjs.Dayjs | null) => value?.format("YYYY-MM-DD"),
};

interface FieldProps extends Omit<Props, "schema" | "required" | "hidden"> {
  name: string;
  field: FieldSchema;
}

/** Handed on what a form item puts upon its child: id, value, onChange. */
function Field({ name, field, unitId, suggestedCases, exceptCase, ...control }: FieldProps & Record<string, unknown>) {
  if (name === "unitId") return <UnitPicker {...control} allowClear />;
  if (name === "handlerId") return <PersonPicker {...control} role="handler" unit={unitId} allowClear />;
  if (name === "userId") return <PersonPicker {...control} allowClear />;
  if (name === "primaryId" || name === "caseId") return <CasePicker {...control} suggested={suggestedCases ?? []} except={exceptCase} allowClear />;
  if (field.enum) return <Choice field={field} control={control} />;
  if (field.type === "boolean")
    return (
      <Radio.Group {...control} aria-label={field.title} optionType="button">
        <Radio.Button value={true}>是</Radio.Button>
        <Radio.Button value={false}>否</Radio.Button>
      </Radio.Group>
    );
  if (field.type === "integer") return <InputNumber {...control} min={field.minimum ?? 0} max={field.maximum ?? 9999} precision={0} />;
  if (field.type === "array") return <Select {...control} mode="tags" tokenSeparators={["、", "；", ";"]} placeholder="输入后按回车，可填多项" maxCount={field.maxItems ?? 20} open={false} suffixIcon={null} />;
  if (isDay(field)) return <DatePicker {...control} format="YYYY年M月D日" />;
  if ((field.maxLength ?? 0) > 300) return <LongText {...control} maxLength={field.maxLength ?? 4000} showCount rows={3} />;
  return <Input {...control} maxLength={field.maxLength ?? 200} />;
}

function Choice({ field, control }: { field: FieldSchema; control: Record<string, unknown> }) {
  const options = (field.enum ?? []).map((value) => ({ value, label: field["x-labels"]?.[value] ?? value }));
  if (options.length > 6) return <Select {...control} options={options} placeholder="请选择" />;
  return <Radio.Group {...control} aria-label={field.title} options={options} optionType="button" />;
}

function ObjectList({ name, label, item, max }: { name: string; label: string; item: FieldSchema; max: number }) {
  return (
    <Form.List name={name}>
      {(rows, { add, remove }) => (
        <fieldset className="object-list">
          <legend>{label}</legend>
          {rows.map((row) => (
            <div key={row.key} className="object-row">
              {Object.entries(item.properties ?? {}).map(([key, field]) => (
                <Form.Item key={key} name={[row.name, key]} label={field.title ?? key} rules={[{ required: (item.required ?? []).includes(key) }]} {...(isDay(field) && dayAsText)}>
                  <Field name={key} field={field} />
                </Form.Item>
              ))}
              <Button type="text" danger icon={<DeleteOutlined aria-hidden />} aria-label={`删除第 ${row.name + 1} 项${label}`} onClick={() => remove(row.name)} />
            </div>
          ))}
          {rows.length < max && (
            <Button type="dashed" icon={<PlusOutlined aria-hidden />} onClick={() => add()}>
              添加{label}
            </Button>
          )}
        </fieldset>
      )}
    </Form.List>
  );
}
