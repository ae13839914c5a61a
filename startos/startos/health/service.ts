import { ask } from "../panel";

export type Health = { result: "success" | "starting" | "waiting" | "disabled" | "failure"; message: string };

/**
 * How a service is, by its `/healthz`: a mere answer would not do, an error is one too.
 * @param name As the subject of a sentence.
 */
export const serviceHealth = (port: number, name: string) => async (): Promise<Health> => {
  const answer = await ask(port, "/healthz");
  if (answer === null) return { result: "failure", message: `${name} does not answer.` };
  if (answer.status === 200 && answer.text === "Healthy") return { result: "success", message: `${name} is ready.` };

  return {
    result: "failure",
    message: answer.text === "Degraded"
      ? `${name} answers, but without the state store: what it shows is old.`
      : `${name} answers that it is not well (HTTP ${answer.status}).`,
  };
};
