import { aiQuery } from './aiQuery.ts'
import type { Code, CodeCall } from './codeCall.ts'
import { curl } from './curl.ts'
import { databricksSdk } from './databricksSdk.ts'
import { langChain } from './langChain.ts'
import { mlflowDeployments } from './mlflowDeployments.ts'
import { openAiNode } from './openAiNode.ts'
import { openAiPython } from './openAiPython.ts'

export interface CodeLanguage {
  id: string
  label: string
  /** As the highlighter calls it. */
  syntax: string
  write: (call: CodeCall) => Code
}

export const codeLanguages: CodeLanguage[] = [
  { id: 'openai-python', label: 'OpenAI Python', syntax: 'python', write: openAiPython },
  { id: 'openai-node', label: 'OpenAI Node', syntax: 'javascript', write: openAiNode },
  { id: 'databricks-sdk', label: 'Databricks SDK', syntax: 'python', write: databricksSdk },
  { id: 'mlflow', label: 'MLflow', syntax: 'python', write: mlflowDeployments },
  { id: 'langchain', label: 'LangChain', syntax: 'python', write: langChain },
  { id: 'curl', label: 'curl', syntax: 'bash', write: curl },
  { id: 'ai-query', label: 'SQL', syntax: 'sql', write: aiQuery },
]
