import { stat } from 'node:fs/promises'
import {
  JinjaTemplateChatWrapper,
  type ChatWrapper,
  type Llama,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp'
import { maxSequences } from './maxSequences.ts'

export interface LoadedModel {
  model: LlamaModel
  /** null: a base model without a chat template. */
  chatTemplate: ChatWrapper | null
  /** Tokens one call may hold, prompt and answer together. */
  contextTokens: number
  /** A free sequence, the one that already holds the longest beginning of `tokens`. */
  takeSequence(tokens: readonly Token[]): LlamaContextSequence
  giveBack(sequence: LlamaContextSequence): void
  dispose(): Promise<void>
}

/** Context lengths to choose from; memory decides (all sequences together). */
const contextSizes = [8192, 4096, 2048, 1024, 512]
/** 512 MB of context hold 4 × 4096 tokens of SmolLM2-135M (23 kB a token); measured 395 MB resident. */
const maxContextBytes = 512 * 1024 * 1024

export async function loadModel(llama: Llama, path: string): Promise<LoadedModel> {
  const model = await llama.loadModel({ modelPath: path })
  const context = await createContext(model, threadsFor(await byteLengthOfModel(path), llama.maxThreads))
  const free = Array.from({ length: maxSequences }, () => context.getSequence())
  return {
    model,
    chatTemplate: readChatTemplate(model),
    contextTokens: context.contextSize,
    takeSequence(tokens) {
      const shared = free.map((sequence) => sequence.compareContextTokens([...tokens]).firstDifferentIndex)
      const [sequence] = free.splice(shared.indexOf(Math.max(...shared)), 1)
      if (sequence === undefined) throw new Error('No free sequence: the line in front of the model let too many in.')
      return sequence
    },
    giveBack: (sequence) => free.push(sequence),
    dispose: () => model.dispose(),
  }
}

export async function byteLengthOfModel(path: string): Promise<number> {
  return (await stat(path)).size
}

/**
 * llama.cpp's threads wait for each other by spinning after every layer, so a thread without a core stalls all others.
 * SmolLM2 on 4 cores with 1, 2, 3 threads: 75–85, 80–101, 90–96 tokens/s alone and 22, 31, 12–40 each for four at once
 * at a load of 1 to 2; with a load of 8, 3 threads fell to 4 tokens/s. Two give most of it and stay steady.
 */
function threadsFor(byteLength: number, maxThreads: number): number {
  const isSmall = byteLength < 500 * 1024 * 1024
  return isSmall ? Math.min(2, maxThreads) : maxThreads
}

function createContext(model: LlamaModel, threads: number): Promise<LlamaContext> {
  const bytes = Math.min(maxContextBytes, process.availableMemory() / 4)
  const limit = Math.min(model.trainContextSize, bytes / (maxSequences * bytesPerToken(model)))
  const contextSize = contextSizes.find((size) => size <= limit) ?? Math.min(512, model.trainContextSize)
  return model.createContext({ sequences: maxSequences, contextSize, threads })
}

/** Keys and values in 16 bits for every layer. */
function bytesPerToken(model: LlamaModel): number {
  const { block_count: layers = 32, embedding_length: width = 4096, attention } = model.fileInfo.architectureMetadata
  const heads = first(attention?.head_count) ?? 1
  const keyLength = attention?.key_length ?? width / heads
  const valueLength = attention?.value_length ?? width / heads
  return layers * (first(attention?.head_count_kv) ?? heads) * (keyLength + valueLength) * 2
}

function first(count: number | readonly number[] | undefined): number | undefined {
  return typeof count === 'number' ? count : count?.[0]
}

function readChatTemplate(model: LlamaModel): ChatWrapper | null {
  const template: unknown = model.fileInfo.metadata.tokenizer?.chat_template
  if (typeof template !== 'string' || template === '') return null
  return new JinjaTemplateChatWrapper({
    template,
    tokenizer: model.tokenizer,
    joinAdjacentMessagesOfTheSameType: false,
    functionCallMessageTemplate: 'noJinja',
    additionalRenderParameters: { bos_token: model.tokens.bosString ?? '', eos_token: model.tokens.eosString ?? '' },
  })
}
