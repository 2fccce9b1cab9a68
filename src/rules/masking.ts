/** Personal data as it may be shown without a reason: enough to recognise, not enough to use. */

/** 张三丰 → 张** */
export function maskName(name: string): string {
  const [first = "", ...rest] = [...name];
  return first + "*".repeat(Math.min(Math.max(rest.length, 1), 8));
}

/** 13912340231 → 139****0231 */
export function maskPhone(phone: string): string {
  return phone.length >= 11 ? middleHidden(phone, 3, 4) : phone.length >= 7 ? middleHidden(phone, 0, 2) : "*".repeat(phone.length);
}

/** 320481199001010017 → 3204**********0017 */
export function maskIdNumber(idNumber: string): string {
  return idNumber.length >= 15
    ? middleHidden(idNumber, 4, 4)
    : idNumber.length >= 6
      ? middleHidden(idNumber, 0, 2)
      : "*".repeat(idNumber.length);
}

function middleHidden(text: string, head: number, tail: number): string {
  return text.slice(0, head) + "*".repeat(text.length - head - tail) + text.slice(text.length - tail);
}
