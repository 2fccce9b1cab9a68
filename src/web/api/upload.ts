/** Sends one file and tells how far it has come, which `fetch` cannot. */
import { ApiProblem, sessionEnded } from "./client";
import { forgetToken, headersFor } from "./sending";

/** @returns the answer. @throws ApiProblem */
export async function upload(url: string, file: File, onProgress: (percent: number) => void): Promise<unknown> {
  try {
    return await uploadOnce(url, file, onProgress);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === "csrf-token-invalid")) throw error;
    forgetToken();
    return uploadOnce(url, file, onProgress);
  }
}

async function uploadOnce(url: string, file: File, onProgress: (percent: number) => void): Promise<unknown> {
  const headers = await headersFor("POST");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name);
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
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
