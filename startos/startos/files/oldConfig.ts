import { hostProblem } from "../actions/checks";

/**
 * Whether the original's `sparkConfig.yaml` says where Spark 1 is, in one of the ways of writing that ControlApi takes
 * over. In doubt no: what it takes over nevertheless is in `settings.yaml` after its first start.
 */
export const namesSpark1 = (text: string): boolean => {
  const found = host.exec(text.replace(/^[ \t]*#.*$/gm, ""));
  return found !== null && hostProblem(found[1]!) === null;
};

// SPARK1_HOST, spark1Host, or host among what stands under spark1; and a value.
const host = new RegExp(
  String.raw`spark[-_]?1(?:[-_]?|["']?[ \t]*:(?:(?!spark|parakeet|magpie)[^])*?\b)host["']?[ \t]*:`
  + String.raw`[ \t]*["']?[ \t]*((?!(?:null|true|false)\b)[a-z0-9][^\s"',}#]*)`
  + String.raw`(?=[ \t]*["']?[ \t]*(?:[,}\r\n#]|$))`,
  "i");
