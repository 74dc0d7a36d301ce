type Fields = Record<string, unknown>

/** What an answer of the Responses API repeats of its request, and its own head. */
export interface ResponseHead {
  id: string
  model: string
  createdAt: number
  request: Fields
}

/** The response object (OpenAI API reference, "The response object"). */
export function responseObject(
  { id, model, createdAt, request }: ResponseHead,
  state: { status: string; output: unknown[]; usage?: unknown; incompleteReason?: string | undefined; error?: unknown },
): Fields {
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status: state.status,
    error: state.error ?? null,
    incomplete_details: state.incompleteReason === undefined ? null : { reason: state.incompleteReason },
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    metadata: request.metadata ?? {},
    model,
    output: state.output,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: request.reasoning ?? { effort: null, summary: null },
    store: false,
    temperature: request.temperature ?? null,
    text: request.text ?? { format: { type: 'text' } },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_p: request.top_p ?? null,
    truncation: 'disabled',
    usage: state.usage === undefined ? null : responseUsage(state.usage),
    user: request.user ?? null,
  }
}

/** Why it is not complete, from chat's finish_reason. */
export function incompleteReason(finishReason: unknown): string | undefined {
  if (finishReason === 'length') return 'max_output_tokens'
  return finishReason === 'content_filter' ? 'content_filter' : undefined
}

export function messageItem(id: string, text: string, status: string): Fields {
  const content = status === 'in_progress' ? [] : [outputText(text)]
  return { type: 'message', id, role: 'assistant', status, content }
}

export function outputText(text: string): Fields {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

export function reasoningItem(id: string, text: string | undefined): Fields {
  return { type: 'reasoning', id, summary: text === undefined ? [] : [{ type: 'summary_text', text }] }
}

export interface FunctionCall {
  id: string
  callId: string
  name: string
  arguments: string
}

export function functionCallItem(call: FunctionCall, status: string): Fields {
  return {
    type: 'function_call',
    id: call.id,
    call_id: call.callId,
    name: call.name,
    arguments: call.arguments,
    status,
  }
}

function responseUsage(usage: unknown): Fields | null {
  if (!isFields(usage)) return null
  const [prompt, completion] = [numberOf(usage.prompt_tokens), numberOf(usage.completion_tokens)]
  const cached = isFields(usage.prompt_tokens_details) ? usage.prompt_tokens_details.cached_tokens : undefined
  const reasoned = isFields(usage.completion_tokens_details)
    ? usage.completion_tokens_details.reasoning_tokens
    : undefined
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: numberOf(cached) },
    output_tokens: completion,
    output_tokens_details: { reasoning_tokens: numberOf(reasoned) },
    total_tokens: typeof usage.total_tokens === 'number' ? usage.total_tokens : prompt + completion,
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
