const FABRIC = "Over the cable between them. Blank: as the panel knows it.";

/**
 * The fields of settings.yaml, and a secret beside it, by group: name, label, what is in force, a hint, and the
 * keyboard of a phone, or that it is a secret.
 */
export const FIELDS = {
  sparks: [
    ["spark1_host", "Spark 1, the head", s => s.spark1?.host,
      "An address, not a .local name: those resolve to IPv6 first and hang."],
    ["spark1_user", "User on Spark 1", s => s.spark1?.user],
    ["spark1_port", "SSH port of Spark 1", s => s.spark1?.port ?? 22, null, "numeric"],
    ["spark1_address", "Spark 1 as Spark 2 knows it", s => s.spark1?.fabric_address ?? s.spark1?.host, FABRIC],
    ["spark2_host", "Spark 2, the worker", s => s.spark2?.host,
      "Blank: one Spark, which runs models for one Spark only."],
    ["spark2_user", "User on Spark 2", s => s.spark2?.user],
    ["spark2_port", "SSH port of Spark 2", s => s.spark2?.port ?? 22, null, "numeric"],
    ["spark2_address", "Spark 2 as Spark 1 knows it", s => s.spark2?.fabric_address ?? s.spark2?.host, FABRIC]
  ],
  vllm: [
    ["vllm_port", "vLLM port", s => s.vllm_port, null, "numeric"],
    ["vllm_container", "Container", s => s.vllm_container],
    ["vllm_image", "Image", s => s.vllm_image, "What the launcher runs on both Sparks."],
    ["launcher_dir", "Launcher's directory", s => s.launcher_dir, "On Spark 1; ~ is the home of the user there."]
  ],
  loads: [
    ["swap_stall_minutes", "Stalled after, minutes", s => s.swaps?.stall_minutes,
      "Without a new phase, line or byte; the page then says so.", "numeric"],
    ["swap_limit_minutes", "Time limit, minutes", s => s.swaps?.limit_minutes, "The least that a load gets.",
      "numeric"],
    ["swap_limit_seconds_per_gib", "And for each GiB of weights, seconds", s => s.swaps?.limit_seconds_per_gib,
      null, "numeric"],
    ["swap_memory_back_seconds", "Memory back after a stop, seconds", s => s.swaps?.memory_back_seconds,
      "How long a stop waits for it.", "numeric"]
  ],
  downloads: [
    ["hf_token", "Hugging Face token", null,
      "For gated models. Kept on the panel, never shown; a load gives it to vLLM on Spark 1.", "password"]
  ]
};

export const ALL = Object.values(FIELDS).flat();
