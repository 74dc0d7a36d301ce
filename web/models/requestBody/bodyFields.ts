import type { Task } from '../../../server/contract/task.ts'

/**
 * The fields of a request body by task: what the editor completes, explains and checks, and what the form shows. One
 * table, so that they cannot differ. What is not in it is never wrong, only unknown, and is sent as written.
 * Source: Databricks' foundation model API reference and OpenAI's API reference.
 */
export interface BodyField {
  name: string
  types: JsonType[]
  words: string
  isRequired?: boolean
  min?: number
  max?: number
  values?: string[]
  /** Fields of the object, or of each item of the array. */
  fields?: BodyField[]
  /** Databricks and many servers take it; OpenAI itself refuses it. */
  isExtension?: boolean
  /** Shown in the form by itself. */
  isCommon?: boolean
}

export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null'

const model: BodyField = {
  name: 'model',
  types: ['string'],
  words: 'Set by the endpoint: whatever stands here is replaced by its model.',
}
const stream: BodyField = {
  name: 'stream',
  types: ['boolean'],
  words: 'Send the answer piece by piece.',
  isCommon: true,
}
const user: BodyField = { name: 'user', types: ['string'], words: 'Who asks, for the provider’s own records.' }
const extraParams: BodyField = {
  name: 'extra_params',
  types: ['object'],
  words: 'Databricks: further fields for the provider; they end at the top of its request.',
  isExtension: true,
}
const clientRequestId: BodyField = {
  name: 'client_request_id',
  types: ['string'],
  words: 'Databricks: your own id of this request, recorded with it.',
  isExtension: true,
}

const sampling: BodyField[] = [
  {
    name: 'max_tokens',
    types: ['integer', 'null'],
    words: 'The answer ends after so many tokens.',
    min: 1,
    isCommon: true,
  },
  {
    name: 'temperature',
    types: ['number'],
    words: '0 picks the likeliest token, higher values vary more.',
    min: 0,
    max: 2,
    isCommon: true,
  },
  {
    name: 'top_p',
    types: ['number'],
    words: 'Only the likeliest tokens that together have this probability.',
    min: 0,
    max: 1,
    isCommon: true,
  },
  {
    name: 'top_k',
    types: ['integer', 'null'],
    words: 'Only so many of the likeliest tokens.',
    min: 1,
    isExtension: true,
    isCommon: true,
  },
  { name: 'stop', types: ['string', 'array'], words: 'The answer ends before any of these texts.', isCommon: true },
  { name: 'n', types: ['integer'], words: 'How many answers.', min: 1, isCommon: true },
  {
    name: 'seed',
    types: ['integer'],
    words: 'The same seed repeats an answer where the endpoint can.',
    isCommon: true,
  },
  {
    name: 'presence_penalty',
    types: ['number'],
    words: 'Above 0 discourages tokens that are in the text already.',
    min: -2,
    max: 2,
  },
  {
    name: 'frequency_penalty',
    types: ['number'],
    words: 'Above 0 discourages tokens the more often they came.',
    min: -2,
    max: 2,
  },
  { name: 'logit_bias', types: ['object'], words: 'Token ids and what is added to their logits, −100 to 100.' },
  stream,
  {
    name: 'stream_options',
    types: ['object'],
    words: 'For streams.',
    fields: [{ name: 'include_usage', types: ['boolean'], words: 'A last piece with the token counts.' }],
  },
  user,
  extraParams,
  clientRequestId,
]

const chat: BodyField[] = [
  {
    name: 'messages',
    types: ['array'],
    words: 'The conversation so far, oldest first.',
    isRequired: true,
    fields: [
      {
        name: 'role',
        types: ['string'],
        words: 'Who speaks.',
        isRequired: true,
        values: ['system', 'user', 'assistant', 'tool', 'developer'],
      },
      { name: 'content', types: ['string', 'array', 'null'], words: 'The text, or a list of text and image parts.' },
      { name: 'name', types: ['string'], words: 'Tells speakers of one role apart.' },
      { name: 'tool_calls', types: ['array'], words: 'What the assistant called.' },
      { name: 'tool_call_id', types: ['string'], words: 'Which call a tool’s message answers.' },
    ],
  },
  model,
  ...sampling,
  { name: 'max_completion_tokens', types: ['integer'], words: 'As max_tokens, reasoning included.', min: 1 },
  {
    name: 'tools',
    types: ['array'],
    words: 'Functions the model may call.',
    fields: [
      { name: 'type', types: ['string'], words: 'The kind of tool.', values: ['function'] },
      {
        name: 'function',
        types: ['object'],
        words: 'The function.',
        fields: [
          { name: 'name', types: ['string'], words: 'Its name.', isRequired: true },
          { name: 'description', types: ['string'], words: 'When to call it.' },
          { name: 'parameters', types: ['object'], words: 'JSON Schema of its arguments.' },
          { name: 'strict', types: ['boolean'], words: 'Arguments follow the schema exactly.' },
        ],
      },
    ],
  },
  {
    name: 'tool_choice',
    types: ['string', 'object'],
    words: 'Whether and which tool is called: auto, none, required, or one by name.',
  },
  { name: 'parallel_tool_calls', types: ['boolean'], words: 'Several calls in one answer.' },
  {
    name: 'response_format',
    types: ['object'],
    words: 'Text, any JSON, or JSON of a schema.',
    fields: [
      { name: 'type', types: ['string'], words: 'The kind.', values: ['text', 'json_object', 'json_schema'] },
      { name: 'json_schema', types: ['object'], words: 'name, schema, strict.' },
    ],
  },
  { name: 'logprobs', types: ['boolean'], words: 'The log-probability of each token.' },
  { name: 'top_logprobs', types: ['integer'], words: 'And of so many alternatives.', min: 0, max: 20 },
  {
    name: 'reasoning_effort',
    types: ['string'],
    words: 'How much a reasoning model thinks first.',
    values: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
  },
  { name: 'thinking', types: ['object'], words: 'Claude: thinking and its budget of tokens.', isExtension: true },
]

const completions: BodyField[] = [
  {
    name: 'prompt',
    types: ['string', 'array'],
    words: 'The text to continue; a list is several prompts.',
    isRequired: true,
  },
  model,
  ...sampling,
  { name: 'suffix', types: ['string'], words: 'What comes after the completion.' },
  { name: 'echo', types: ['boolean'], words: 'Repeat the prompt before the completion.' },
  { name: 'best_of', types: ['integer'], words: 'Of so many completions the likeliest n are returned.', min: 1 },
  {
    name: 'logprobs',
    types: ['integer'],
    words: 'The log-probability of each token and of so many alternatives.',
    min: 0,
  },
  { name: 'use_raw_prompt', types: ['boolean'], words: 'Databricks: without the chat template.', isExtension: true },
  {
    name: 'error_behavior',
    types: ['string'],
    words: 'Databricks: what happens when the prompt does not fit.',
    values: ['truncate', 'error'],
    isExtension: true,
  },
]

const embeddings: BodyField[] = [
  { name: 'input', types: ['string', 'array'], words: 'The text, or a list of texts.', isRequired: true },
  model,
  {
    name: 'dimensions',
    types: ['integer'],
    words: 'The length of each vector, where the model can be shortened.',
    min: 1,
    isCommon: true,
  },
  {
    name: 'encoding_format',
    types: ['string'],
    words: 'Numbers, or their bytes as base64.',
    values: ['float', 'base64'],
    isCommon: true,
  },
  {
    name: 'instruction',
    types: ['string'],
    words: 'Databricks: put before each text by models that want it.',
    isExtension: true,
  },
  user,
  extraParams,
  clientRequestId,
]

const custom: BodyField[] = [
  {
    name: 'dataframe_split',
    types: ['object', 'array'],
    words: 'A table: columns once, then its rows.',
    fields: [
      { name: 'columns', types: ['array'], words: 'The names of the columns.' },
      { name: 'data', types: ['array'], words: 'A list of rows, each a list of values.' },
      { name: 'index', types: ['array'], words: 'A name for each row.' },
    ],
  },
  { name: 'dataframe_records', types: ['array'], words: 'A table: a list of objects, one for each row.' },
  { name: 'instances', types: ['array'], words: 'Tensors row by row.' },
  { name: 'inputs', types: ['array', 'object', 'string'], words: 'Tensors column by column.' },
  { name: 'params', types: ['object'], words: 'Parameters of the model’s predict function.' },
  clientRequestId,
]

export const bodyFields: Record<Task, BodyField[]> = {
  'llm/v1/chat': chat,
  'llm/v1/completions': completions,
  'llm/v1/embeddings': embeddings,
  custom,
}

/** Which task a body is written for, by the field that only that task has; undefined where none is there. */
export function taskOfKeys(keys: readonly string[]): Task | undefined {
  if (keys.includes('messages')) return 'llm/v1/chat'
  if (keys.includes('prompt')) return 'llm/v1/completions'
  if (keys.includes('input')) return 'llm/v1/embeddings'
  if (keys.some((key) => ['dataframe_split', 'dataframe_records', 'instances', 'inputs'].includes(key))) return 'custom'
  return undefined
}
