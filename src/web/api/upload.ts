/** Sends one file and tells how far it has come, which `fetch` cannot. */
import { ApiProblem, sessionEnded } from "./client";

/** @returns the answer. @throws ApiProblem */
export function upload(url: string, file: File, onProgress: (percent: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name);
    request.open("POST", url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.round((loaded / Math.max(1, total)) * 100));
    request.onerror = () => reject(new ApiProblem(0, { code: "offline", detail: "上传中断，请检查网络后重试。" }));
    request.onload = () => {
      if (request.status < 300) return resolve(parsed(request.responseText));
      const problem = new ApiProblem(request.status, parsed(request.responseText));
      if (problem.code === "not-authenticated") sessionEnded();
      reject(problem);
    };
    request.send(form);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
