import { code, fieldsOf, hasSeveralAnswers, type Code, type CodeCall } from './codeCall.ts'
import { pythonCall, pythonDict, pythonEnvironment } from './pythonSource.ts'
import { quotedText } from './quotedText.ts'

/** MLflow sends `inputs` as it is. */
export function mlflowDeployments(call: CodeCall): Code {
  const isStreamed = call.isStreamed && call.task !== 'custom' && call.task !== 'llm/v1/embeddings'
  const args: [string, string][] = [
    ['endpoint', quotedText(call.endpoint)],
    ['inputs', pythonDict(fieldsOf(call), 1)],
  ]
  return code(
    '# pip install mlflow-skinny',
    'import os',
    '',
    'from mlflow.deployments import get_deploy_client',
    '',
    ...pythonEnvironment(call.origin),
    '',
    'client = get_deploy_client("databricks")',
    `answer = ${pythonCall(`client.${isStreamed ? 'predict_stream' : 'predict'}`, args)}`,
    ...(isStreamed ? printedStream(call) : printed(call)),
  )
}

function printedStream(call: CodeCall): string[] {
  const isChat = call.task === 'llm/v1/chat'
  const text = isChat ? 'choice["delta"].get("content") or ""' : 'choice["text"]'
  return [
    'for chunk in answer:',
    '    for choice in chunk["choices"]:',
    ...(isChat && 'tools' in call.body
      ? ['        for part in choice["delta"].get("tool_calls") or []:', '            print(part["function"])']
      : []),
    `        print(${text}, end="", flush=True)`,
    'print()',
  ]
}

function printed(call: CodeCall): string[] {
  switch (call.task) {
    case 'custom':
      return ['print(answer)']
    case 'llm/v1/embeddings':
      return hasSeveralAnswers(call)
        ? ['for item in answer["data"]:', '    print(item["embedding"])']
        : ['print(answer["data"][0]["embedding"])']
    case 'llm/v1/chat':
      if ('tools' in call.body)
        return [
          'for choice in answer["choices"]:',
          '    print(choice["message"].get("tool_calls") or choice["message"]["content"])',
        ]
      return printedChoices(call, '["message"]["content"]')
    case 'llm/v1/completions':
      return printedChoices(call, '["text"]')
  }
}

function printedChoices(call: CodeCall, path: string): string[] {
  return hasSeveralAnswers(call)
    ? ['for choice in answer["choices"]:', `    print(choice${path})`]
    : [`print(answer["choices"][0]${path})`]
}
