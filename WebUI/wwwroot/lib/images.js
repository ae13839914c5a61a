import { list, moment, nodeName } from "./format.js";

/** What a roll back goes back to; null where there is nothing kept. */
export const wayBack = (former, now) => !former ? null
  : `commit ${former.commit.slice(0, 7)}${image(former)} from ${moment(former.at, now)}`;

function image({ images }) {
  const [id] = Object.values(images ?? {}).filter(Boolean);
  return id ? ` and image ${shortImage(id)}` : "";
}

/** What is there after an update that was not finished: the commit, and the commit that the image is of. */
export function halfDoneWords({ upstream, former, images }) {
  const short = commit => commit?.slice(0, 7) ?? "a commit that is not known";
  const isOld = former && images?.spark1 && images.spark1 === former.images?.spark1;
  const of = isOld ? former.commit : former?.made;
  return `The launcher is at ${short(upstream?.commit)}, its image is of ${short(of)}.`
    + " Update again to finish it, or roll back.";
}

export const shortImage = id => id.replace("sha256:", "").slice(0, 12);

/** What each Spark has for an image, and whether that is one. */
export function imagesWords({ images, images_differ: differ }) {
  const told = Object.entries(images ?? {}).map(([node, id]) =>
    `${nodeName(node)} ${id ? `has ${shortImage(id)}` : "has none"}`);
  if (differ === true) return { state: "attention",
    words: `The Sparks have different images: ${list(told)}. A load over both may fail.` };
  if (differ === false) return { state: "healthy", words: "Both Sparks have the same image." };
  return { state: "unknown", words: "Whether the Sparks have the same image is not known." };
}
