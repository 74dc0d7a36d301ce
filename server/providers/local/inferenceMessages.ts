import type { Failure } from '../../contract/failure.ts'

/** What goes over the wire between the server and the process that runs local models. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export type Prompt = { type: 'chat'; messages: ChatMessage[] } | { type: 'text'; text: string }

export interface Sampling {
  temperature: number
  topP: number
  /** 0 = all tokens. */
  topK: number
  minP: number
  /** Unsigned 32 bits. */
  seed: number
  frequencyPenalty: number
  presencePenalty: number
  /** Token id, added to its logit. */
  logitBias: [token: number, bias: number][]
}

export interface GenerationRequest {
  prompts: Prompt[]
  /** Choices for each prompt; they are made one after another. */
  choicesPerPrompt: number
  /** null = until the model ends or its context is full. */
  maxTokens: number | null
  stop: string[]
  sampling: Sampling
  /** The caller chose the seed: the same request must give the same answer. */
  isSeeded: boolean
  /** null = no log probabilities; 0 = the chosen tokens' only. */
  topLogprobs: number | null
  /** Completions: the answer begins with the prompt. */
  echoesPrompt: boolean
}

export interface TokenLogprob {
  token: string
  /**
   * Natural logarithm, from the model's own distribution before any sampling parameter; null for the first token of a
   * text, which stands on nothing.
   */
  logprob: number | null
  /** Where it begins in the text of its choice, in characters (UTF-16). */
  offset: number
  top: { token: string; logprob: number }[]
}

export interface Piece {
  choice: number
  text: string
  logprobs?: TokenLogprob[]
}

export interface TokenCounts {
  promptTokens: number
  completionTokens: number
  /** Part of promptTokens that was still in memory from the call before. */
  cachedTokens: number
}

export interface ModelInfo {
  architecture: string
  title: string | null
  licence: string | null
  hasChatTemplate: boolean
}

export type FinishReason = 'stop' | 'length'

export type ToInference =
  | { type: 'generate'; id: number; modelPath: string; request: GenerationRequest }
  /** The caller took a piece: the right to send one more. */
  | { type: 'taken'; id: number }
  | { type: 'abort'; id: number }
  | { type: 'inspect'; id: number; modelPath: string }

export type FromInference =
  /** The model is loaded, the prompt fits, inference begins. */
  | { type: 'started'; id: number }
  | { type: 'piece'; id: number; piece: Piece }
  | { type: 'finished'; id: number; choice: number; reason: FinishReason }
  | { type: 'ended'; id: number; counts: TokenCounts }
  | { type: 'inspected'; id: number; info: ModelInfo }
  | { type: 'failed'; id: number; failure: Failure }

/** Pieces that may be under way before one is taken: enough to never starve a reader, too few to fill memory. */
export const maxPiecesUnderway = 64
