/** The root of every expected refusal: a stable code, and a Chinese sentence that says what to do. */
export class HuiyinError extends Error {
  readonly code: string;
  readonly detail: string;
  constructor(code: string, detail: string) {
    super(detail);
    this.name = new.target.name;
    this.code = code;
    this.detail = detail;
  }
}
