const FABRIC = "Over the cable between them. Blank: loads take what the launcher finds, copies the host of Spark 2.";

const SERVED = "Blank: on Spark 2, or on Spark 1 where there is one only.";

const UNUSED = "Not used yet: on a host that is none of the Sparks it is only watched.";

/**
 * The fields of settings.yaml, and a secret beside it, by group: name, label, what is in force, a hint, and how it is
 * typed: "numeric", "decimal", "lines" for a list, "flag" for yes or no, "password" for a secret, "secrets" for lines
 * that are.
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
  services: [
    ["parakeet_host", "Parakeet's host", s => s.parakeet?.host, SERVED],
    ["parakeet_user", "Parakeet's user", s => s.parakeet?.user, UNUSED],
    ["parakeet_container", "Parakeet's container", s => s.parakeet?.container],
    ["parakeet_port", "Parakeet's port", s => s.parakeet?.port, null, "numeric"],
    ["parakeet_memory_cap_gib", "Parakeet's memory cap, GiB", s => s.parakeet?.memory_cap_gib,
      "Blank for none. It bounds the memory of the host, not what CUDA takes on unified memory.", "numeric"],
    ["magpie_host", "Magpie's host", s => s.magpie?.host, SERVED],
    ["magpie_user", "Magpie's user", s => s.magpie?.user, UNUSED],
    ["magpie_container", "Magpie's container", s => s.magpie?.container],
    ["magpie_port", "Magpie's port", s => s.magpie?.port, null, "numeric"],
    ["custom_services", "Services of your own", null,
      "One a line: name, kind (llm, stt, tts or other), the address that is asked, and its container if it has one. "
      + "As in: embeddings other http://192.168.1.42:8090/health tei", "lines"],
    ["disabled_services", "Switched off", null, "One name a line: it is not asked, and nothing is expected of it.",
      "lines"],
    ["probe_patience", "Patience", null,
      "One a line: service, failures in a row until it is down, good answers until it is up. Without: 3 and 2.",
      "lines"],
    ["vllm_canary", "Ask an idle model", s => s.canary, "For one token now and then, to see that it still works.",
      "flag"]
  ],
  watchdog: [
    ["watchdog_min_available_gib", "Warn below, GiB available", s => s.watchdog?.min_available_gib,
      "A Spark without memory wedges, and does not come back by itself.", "numeric"],
    ["watchdog_max_pressure_percent", "Warn above, % waiting for memory", s => s.watchdog?.max_pressure_percent,
      "Of the last ten seconds.", "numeric"],
    ["watchdog_shed", "Stop this service then", s => s.watchdog?.shed,
      "By its name, as in parakeet. Blank: it is only said, nothing is stopped."]
  ],
  notifications: [
    ["notify_webhooks", "Webhooks", s => s.notifications?.webhooks?.join(", "),
      "One address a line, and all of them each time. Each gets a POST when an incident begins or ends, when a "
      + "load or stop ends, and when a Spark runs short of memory. Kept on the panel; only their hosts are shown.",
      "secrets"],
    ["webhook_secret", "Webhook secret", null,
      "Signs what is sent, as X-Spark-Signature: sha256=… Kept on the panel, never shown.", "password"],
    ["notify_ntfy", "ntfy topic", s => s.notifications?.ntfy,
      "As an address: https://ntfy.lan/sparks. Kept on the panel; only its host is shown.", "password"],
    ["ntfy_token", "ntfy token", null, "Where the topic wants one. Kept on the panel, never shown.", "password"]
  ],
  links: [
    ["open_webui_url", "Open WebUI's address", s => s.open_web_ui_url,
      "For a link that opens it with the model that serves."]
  ],
  access: [
    ["allowed_hosts", "Names of this page", null,
      "One a line, without a port: those under which it is opened beside its addresses and the names of a LAN, as in "
      + "sparks.example.com.", "lines"],
    ["allowed_origins", "Other pages", null,
      "One a line, as http://chat.example.com:3000: pages of other apps that may ask the panel for changes from your "
      + "browser.", "lines"]
  ],
  loads: [
    ["swap_stall_minutes", "Stalled after, minutes", s => s.swaps?.stall_minutes,
      "Without a new phase, line or byte; the page then says so.", "numeric"],
    ["swap_limit_minutes", "Time limit, minutes", s => s.swaps?.limit_minutes, "The least that a load gets.",
      "numeric"],
    ["swap_limit_seconds_per_gib", "And for each GiB of weights, seconds", s => s.swaps?.limit_seconds_per_gib,
      null, "numeric"],
    ["swap_memory_back_seconds", "Memory back after a stop, seconds", s => s.swaps?.memory_back_seconds,
      "How long a stop waits for it.", "numeric"],
    ["roll_back", "Go back after a failure", s => s.swaps?.roll_back,
      "Once, to the last model that loaded well, when both Sparks are empty again.", "flag"]
  ],
  transcripts: [
    ["transcript_window_minutes", "Longest window, minutes", s => s.transcripts?.window_minutes,
      "Recordings are cut into windows at quiet moments. At most 10: longer ones can take the Spark down.", "numeric"],
    ["transcription_slots", "Windows transcribed at once", s => s.transcripts?.transcription_slots, null, "numeric"],
    ["diarization_slots", "Windows diarized at once", s => s.transcripts?.diarization_slots,
      "Two requests at once get in each other's way on most servers.", "numeric"],
    ["transcript_start_wait_minutes", "Wait for a turn, minutes", s => s.transcripts?.start_wait_minutes,
      "An app whose recording cannot begin within it is refused. What is sent from this page waits on.", "numeric"],
    ["upload_limit_gib", "Largest recording, GiB", s => s.transcripts?.upload_limit_gib, null, "numeric"],
    ["voice_threshold", "Same voice from", s => s.transcripts?.voice_threshold,
      "Cosine of two fingerprints, where the server gives them: lower joins more voices.", "decimal"],
    ["voice_margin", "And better than the next by", s => s.transcripts?.voice_margin, null, "decimal"],
    ["transcription_model", "Transcription model", s => s.transcripts?.transcription_model,
      "As the server on Parakeet's host calls it."],
    ["diarization_model", "Diarization model", s => s.transcripts?.diarization_model, "As results name it."]
  ],
  downloads: [
    ["hf_token", "Hugging Face token", null,
      "For gated models. Kept on the panel, never shown, and sent to no other address of the Hub than the one that it "
      + "was saved with; a load gives it to vLLM on Spark 1.", "password"],
    ["hf_endpoint", "Address of the Hub", s => s.hf_endpoint, "Another one for a mirror of Hugging Face. It gets no token before one is saved for it."]
  ]
};

export const ALL = Object.values(FIELDS).flat();
