/** Single keys are orders only where nobody is writing and no dialog is open. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const target = event.target as HTMLElement | null;
  // A ticked box takes no text; a group of choices takes only arrows and the space bar.
  if (target?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [role=combobox]")) return true;
  return document.querySelector(".ant-modal-wrap:not([style*='display: none']), .ant-drawer-open") !== null;
}
