namespace SparkControl.Simulator.Vllm;

/// <summary>The options of the simulated `vllm serve`, by the groups in which its help shows them.</summary>
internal static class VllmOptions
{
    // A group and what is said of it, then its options, see VllmOption.Read.
    private const string Table = """
        Frontend: Arguments for the OpenAI-compatible frontend server.
          allow-credentials pair | Allow credentials.
          allowed-headers | Allowed headers.
          allowed-methods | Allowed methods.
          allowed-origins | Allowed origins.
          api-key many | If provided, the server will require one of these keys to be presented in the header.
          api-server-count,-asc int | How many API server processes to run.
          chat-template | The file path to the chat template, or the template in single-line form for the model.
          chat-template-content-format {auto,openai,string} | The format to render message content within a template.
          config | Read CLI options from a config file. Must be a YAML file.
          default-chat-template-kwargs | Default keyword arguments to pass to the chat template renderer.
          disable-fastapi-docs pair | Disable FastAPI's OpenAPI schema, Swagger UI, and ReDoc endpoint.
          disable-frontend-multiprocessing pair | Run the frontend server in the same process as the engine.
          disable-uvicorn-access-log pair | Disable uvicorn access log.
          enable-auto-tool-choice pair | Enable auto tool choice. Use `--tool-call-parser` to specify which parser.
          enable-force-include-usage pair | If set to True, including usage on every request.
          enable-log-outputs pair | If set to True, log model outputs (generations). Requires `--enable-log-requests`.
          enable-prompt-tokens-details pair | If set to True, enable prompt_tokens_details in usage.
          enable-request-id-headers pair | If specified, API server will add X-Request-Id header to responses.
          enable-server-load-tracking pair | If set to True, enable tracking server_load_metrics in the app state.
          enable-ssl-refresh pair | Refresh SSL Context when SSL certificate files change
          enable-tokenizer-info-endpoint pair | Enable the `/tokenizer_info` endpoint.
          exclude-tools-when-tool-choice-none pair | Exclude tool definitions when tool_choice='none'.
          h11-max-header-count int | Maximum number of HTTP headers allowed in a request for h11 parser.
          h11-max-incomplete-event-size int | Maximum size (bytes) of an incomplete HTTP event for h11 parser.
          headless switch | Run in headless mode. See multi-node data parallel documentation for more details.
          host | Host name.
          log-config-file | Path to logging config JSON file for both vllm and uvicorn
          log-error-stack pair | If set to True, log the stack trace of error responses
          lora-modules many | LoRA modules configurations in either 'name=path' format or JSON format.
          max-log-len int | Max number of prompt characters or prompt ID numbers being printed in log.
          middleware | Additional ASGI middleware to apply to the app.
          port int | Port number.
          response-role | The role name to return if `request.add_generation_prompt=true`.
          return-tokens-as-token-ids pair | When `--max-logprobs` is specified, represents single tokens as strings.
          root-path | FastAPI root_path when app is behind a path based routing proxy.
          ssl-ca-certs | The CA certificates file.
          ssl-cert-reqs int | Whether client certificate is required (see stdlib ssl module's).
          ssl-certfile | The file path to the SSL cert file.
          ssl-keyfile | The file path to the SSL key file.
          tokens-only pair | If set, only enable the Tokens In<>Out endpoint.
          tool-call-parser {gemma4,hermes,qwen3_xml} or name registered in --tool-parser-plugin | Select the parser.
          tool-parser-plugin | Special the tool parser plugin write to parse the model-generated tool.
          tool-server | Comma-separated list of host:port pairs.
          uds | Unix domain socket path. If set, host and port arguments are ignored.
          uvicorn-log-level {critical,debug,error,info,trace,warning} | Log level for uvicorn.
        ModelConfig: Configuration for the model.
          allowed-local-media-path | Allowing API requests to read local images or videos from directories.
          allowed-media-domains many | If set, only media URLs that belong to this domain can be used.
          code-revision | The specific revision to use for the model code on the Hugging Face Hub.
          config-format ['auto', 'hf', 'mistral'] | The format of the model config to load.
          convert {auto,classify,embed,none,reward} | Convert the model using adapters.
          disable-cascade-attn pair | Disable cascade attention for V1.
          disable-sliding-window pair | Whether to disable the sliding window functionality of the model.
          dtype {auto,bfloat16,float,float16,float32,half} | Data type for model weights and activations:
          enable-prompt-embeds pair | If `True`, enables passing text embeddings as inputs.
          enable-sleep-mode pair | Enable sleep mode for the engine (only cuda and hip platforms are supported).
          enforce-eager pair | Whether to always use eager-mode PyTorch.
          generation-config | The folder path to the generation config. Defaults to `"auto"`.
          hf-config-path | Name or path of the Hugging Face config to use.
          hf-overrides | If a dictionary, contains arguments to be forwarded to the Hugging Face config.
          hf-token [HF_TOKEN] | The token to use as HTTP bearer authorization for remote files.
          io-processor-plugin | IOProcessor plugin name to load at model startup.
          logits-processor-pattern | Optional regex pattern specifying valid logits processor qualified names.
          logits-processors many | One or more logits processors' fully-qualified class names or class definitions.
          logprobs-mode {processed_logits,processed_logprobs,raw_logits,raw_logprobs} | Indicates the content returned.
          max-logprobs int | Maximum number of log probabilities to return when `logprobs` is specified.
          max-model-len | Model context length (prompt and output). If unspecified, will be automatically derived.
          model | Name or path of the Hugging Face model to use.
          model-impl | Which implementation of the model to use:
          override-attention-dtype | Override dtype for attention
          override-generation-config | Overrides or sets generation config. e.g. `{"temperature": 0.5}`.
          pooler-config | Pooler config which controls the behaviour of output pooling in pooling models.
          quantization,-q | Method used to quantize the weights.
          revision | The specific model version to use. It can be a branch name, a tag name, or a commit id.
          rope-scaling | RoPE scaling configuration.
          runner {auto,draft,generate,pooling} | The type of model runner to use.
          seed int | Random seed for reproducibility.
          served-model-name many | The model name(s) used in the API.
          skip-tokenizer-init pair | Skip initialization of tokenizer and detokenizer.
          task | [DEPRECATED] The task to use the model for.
          tokenizer | Name or path of the Hugging Face tokenizer to use.
          tokenizer-mode {auto,custom,hf,mistral,slow} | Tokenizer mode:
          tokenizer-revision | The specific revision to use for the tokenizer on the Hugging Face Hub.
          trust-remote-code pair | Trust remote code (e.g., from HuggingFace) when downloading the model and tokenizer.
        LoadConfig: Configuration for loading the model weights.
          download-dir | Directory to download and load the weights, default to the default cache dir of Hugging Face.
          ignore-patterns many | The list of patterns to ignore when loading the model.
          load-format | The format of the model weights to load:
          model-loader-extra-config | Extra config for model loader.
          pt-load-map-location | The map location for loading pytorch checkpoint.
          safetensors-load-strategy | Specifies the loading strategy for safetensors weights.
          use-tqdm-on-load pair | Whether to enable tqdm for showing progress bar when loading model weights.
        AttentionConfig: Configuration for attention mechanisms in vLLM.
          attention-backend | Attention backend to use. If None, will be selected automatically.
        StructuredOutputsConfig: Dataclass which contains structured outputs config for the engine.
          reasoning-parser {deepseek_r1,gemma4,glm45,gptoss,mistral,nemotron_v3,qwen3} | Select the reasoning parser.
          reasoning-parser-plugin | Path to a dynamically reasoning parser plugin.
        ParallelConfig: Configuration for the distributed execution.
          all2all-backend | All2All backend for MoE expert parallel communication.
          data-parallel-address,-dpa | Address of data parallel cluster head-node.
          data-parallel-backend,-dpb | Backend for data parallel, either "mp" or "ray".
          data-parallel-external-lb pair | Whether to use "external" DP LB mode.
          data-parallel-hybrid-lb pair | Whether to use "hybrid" DP LB mode.
          data-parallel-rank,-dpn int | Data parallel rank of this instance.
          data-parallel-rpc-port,-dpp int | Port for data parallel RPC communication.
          data-parallel-size,-dp int | Number of data parallel groups.
          data-parallel-size-local,-dpl int | Number of data parallel replicas to run on this node.
          data-parallel-start-rank,-dpr int | Starting data parallel rank for secondary nodes.
          dbo-decode-token-threshold int | The threshold for dual batch overlap for batches only containing decodes.
          decode-context-parallel-size,-dcp int | Number of decode context parallel groups.
          disable-custom-all-reduce pair | Disable the custom all-reduce kernel and fall back to NCCL.
          distributed-executor-backend | Backend to use for distributed model workers, either "ray" or "mp".
          enable-dbo pair | Enable dual batch overlap for the model executor.
          enable-eplb pair | Enable expert parallelism load balancing for MoE layers.
          enable-expert-parallel pair | Use expert parallelism instead of tensor parallelism for MoE layers.
          eplb-config | Expert parallelism configuration.
          expert-placement-strategy {linear,round_robin} | The expert placement strategy for MoE layers:
          master-addr | distributed master address for multi-node distributed inference.
          master-port int | distributed master port for multi-node distributed inference.
          max-parallel-loading-workers int | Maximum number of parallel loading workers.
          nnodes,-n int | num of nodes for multi-node distributed inference.
          node-rank,-r int | distributed node rank for multi-node distributed inference.
          pipeline-parallel-size,-pp int | Number of pipeline parallel groups.
          prefill-context-parallel-size,-pcp int | Number of prefill context parallel groups.
          ray-workers-use-nsight pair | Whether to profile Ray workers with nsight.
          tensor-parallel-size,-tp int | Number of tensor parallel groups.
          worker-cls | The full name of the worker class to use.
          worker-extension-cls | The full name of the worker extension class to use.
        CacheConfig: Configuration for the KV cache.
          block-size int | Size of a contiguous cache block in number of tokens.
          calculate-kv-scales pair | Enables dynamic calculation of `k_scale` and `v_scale` when kv_cache_dtype is fp8.
          cpu-offload-gb | The space in GiB to offload to CPU, per GPU.
          enable-prefix-caching pair | Whether to enable prefix caching.
          gpu-memory-utilization | The fraction of GPU memory to be used for the model executor, from 0 to 1.
          kv-cache-dtype {auto,bfloat16,fp8,fp8_ds_mla,fp8_e4m3,fp8_e5m2,fp8_inc} | Data type for kv cache storage.
          kv-cache-memory-bytes | Size of KV Cache per GPU in bytes. It ignores `--gpu-memory-utilization`.
          kv-offloading-backend {lmcache,native} | The backend to use for KV cache offloading.
          kv-offloading-size | Size of the KV cache offloading buffer in GiB.
          kv-sharing-fast-prefill pair | This feature is work in progress and no prefill optimization takes place.
          mamba-block-size int | Size of a contiguous cache block in number of tokens for mamba cache.
          mamba-cache-dtype {auto,float16,float32} | The data type to use for the Mamba cache (both conv and ssm state).
          mamba-cache-mode {align,all,none} | The cache strategy for Mamba layers.
          mamba-ssm-cache-dtype {auto,float16,float32} | The data type to use for the Mamba cache (ssm state only).
          num-gpu-blocks-override int | Number of GPU blocks to use. Used for testing preemption.
          prefix-caching-hash-algo {sha256,sha256_cbor,xxhash,xxhash_cbor} | Set the hash algorithm for prefix caching:
          swap-space | Size of the CPU swap space per GPU (in GiB).
        MultiModalConfig: Controls the behavior of multimodal models.
          enable-mm-embeds pair | If `True`, enables passing multimodal embeddings.
          interleave-mm-strings pair | Enable fully interleaved support for multimodal prompts.
          language-model-only pair | If True, disables all multimodal inputs by setting all modality limits to 0.
          limit-mm-per-prompt | The maximum number of input items and options allowed per prompt for each modality.
          media-io-kwargs | Additional args passed to process media inputs, keyed by modalities.
          mm-encoder-attn-backend | Optional override for the multi-modal encoder attention backend.
          mm-encoder-tp-mode {data,weights} | Indicates how to optimize multi-modal encoder inference.
          mm-processor-cache-gb | The size (in GiB) of the multi-modal processor cache.
          mm-processor-cache-type {lru,shm} | Type of cache to use for the multi-modal preprocessor/mapper.
          mm-processor-kwargs | Arguments to be forwarded to the model's processor for multi-modal data.
          skip-mm-profiling pair | When enabled, skips multimodal memory profiling.
          video-pruning-rate | Sets pruning rate for video pruning via Efficient Video Sampling.
        LoRAConfig: Configuration for LoRA.
          default-mm-loras | Dictionary mapping specific modalities to LoRA model paths.
          enable-lora pair | If True, enable handling of LoRA adapters.
          fully-sharded-loras pair | By default, only half of the LoRA computation is sharded with tensor parallelism.
          lora-dtype {auto,bfloat16,float16} | Data type for LoRA. If auto, will default to base model dtype.
          max-cpu-loras int | Maximum number of LoRAs to store in CPU memory.
          max-lora-rank {1,8,16,32,64,128,256,320,512} | Max LoRA rank.
          max-loras int | Max number of LoRAs in a single batch.
        ObservabilityConfig: Configuration for observability - metrics and tracing.
          collect-detailed-traces many | It makes sense to set this only if `--otlp-traces-endpoint` is set.
          enable-layerwise-nvtx-tracing pair | Enable layerwise NVTX tracing.
          kv-cache-metrics pair | Enable KV cache residency metrics (lifetime, idle time, reuse gaps).
          otlp-traces-endpoint | Target URL to which OpenTelemetry traces will be sent.
          show-hidden-metrics-for-version | Enable deprecated Prometheus metrics hidden since the specified version.
        SchedulerConfig: Scheduler configuration.
          async-scheduling pair | Perform async scheduling. This helps to avoid gaps in GPU utilization.
          disable-chunked-mm-input pair | If set to true, do not partially schedule a multimodal item.
          disable-hybrid-kv-cache-manager pair | If set to True, KV cache manager will allocate the same size of cache.
          enable-chunked-prefill pair | If True, prefill requests can be chunked.
          long-prefill-token-threshold int | A request is considered long if the prompt is longer than this.
          max-long-partial-prefills int | The maximum number of long prompts that will be prefilled concurrently.
          max-num-batched-tokens int | Maximum number of tokens that can be processed in a single iteration.
          max-num-partial-prefills int | The maximum number of sequences that can be partially prefilled concurrently.
          max-num-seqs int | Maximum number of sequences to be processed in a single iteration.
          scheduler-cls | The scheduler class to use.
          scheduling-policy {fcfs,priority} | The scheduling policy to use:
          stream-interval int | The interval (or buffer size) for streaming in terms of token length.
        CompilationConfig: Configuration for compilation.
          cudagraph-capture-sizes many | Sizes to capture cudagraph.
          max-cudagraph-capture-size int | The maximum cudagraph capture size.
        KernelConfig: Configuration for kernel selection and warmup behavior.
          moe-backend | Backend for MoE expert computation kernels. Available options:
        VllmConfig: Dataclass which contains all vllm-related configuration.
          additional-config | Additional config for specified platform.
          attention-config,-ac | Attention configuration.
          compilation-config,-cc | `torch.compile` and cudagraph capture configuration for the model.
          ec-transfer-config | The configurations for distributed EC cache transfer.
          kv-events-config | The configurations for event publishing.
          kv-transfer-config | The configurations for distributed KV cache transfer.
          optimization-level | The optimization level. These levels trade startup time cost for performance.
          profiler-config | Profiling configuration.
          speculative-config | Speculative decoding configuration.
          structured-outputs-config | Structured outputs configuration.
        AsyncEngineArgs:
          disable-log-requests switch | [DEPRECATED] Disable logging requests.
          disable-log-stats switch | Disable logging statistics.
          enable-log-requests pair | Enable logging requests.
        """;

    /// <summary>What is said of each group, by its name, in the order of help.</summary>
    public static IReadOnlyList<(string Name, string Words)> Groups { get; } =
        [.. Lines.Where(IsGroup).Select(line => (line.Split(':')[0], line.Split(':', 2)[1].Trim()))];

    public static IReadOnlyList<VllmOption> All { get; } = [.. Read()];

    private static IEnumerable<string> Lines => Table.Split('\n').Select(line => line.TrimEnd());

    private static bool IsGroup(string line) => !line.StartsWith(' ');

    private static IEnumerable<VllmOption> Read()
    {
        var group = "";
        foreach (var line in Lines)
        {
            if (IsGroup(line)) group = line.Split(':')[0];
            else yield return VllmOption.Read(group, line.Trim());
        }
    }
}
