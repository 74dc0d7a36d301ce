/** Three beginnings for an empty page, one for each thing it is good at. */
export const starts = [
  {
    title: 'Go on with a story',
    text: 'The last lighthouse keeper on the island had not spoken to anyone for',
    parameters: { max_tokens: 64, temperature: 0.8 },
  },
  {
    title: 'See how sure it is of a fact',
    text: 'The capital of France is Paris, and the capital of Italy is',
    parameters: { max_tokens: 16, temperature: 0, logprobs: 5 },
  },
  {
    title: 'Teach by example',
    text: 'sea -> mer\nhouse -> maison\nbread -> pain\nwater ->',
    parameters: { max_tokens: 8, temperature: 0.7, n: 3, stop: ['\n'] },
  },
] as const
