/** A key or password that was made just now: shown this once, to be copied. */
import { Alert, Button, Modal, Typography } from "antd";

export function Secret({ title, note, value, close }: { title: string; note: string; value: string; close: () => void }) {
  return (
    <Modal open title={title} onCancel={close} mask={{ closable: false }} footer={<Button type="primary" onClick={close}>已保存，关闭</Button>}>
      <Alert type="warning" showIcon title="只显示这一次，关闭后无法再看到。" className="spaced" />
      <p className="spaced">{note}</p>
      <Typography.Text code copyable className="secret">
        {value}
      </Typography.Text>
    </Modal>
  );
}
