/**
 * What keys look like, provider by provider (their documentation, and the rules of gitleaks and of GitHub's secret
 * scanning). Each begins where nothing of its own letters stands before it and takes a bounded number of characters, so
 * that no text, however made, costs more than its length.
 */
export const keyShapes: readonly KeyShape[] = [
  // OpenAI, Anthropic, OpenRouter, DeepSeek … `sk-`; Stripe; Groq; Cerebras; xAI; Perplexity; Fireworks; Together; ours.
  {
    shape: /(?<![\w-])(?:sk|rk|gsk|csk|xai|pplx|fw|tgp|key|aipg[so]?)[-_][A-Za-z0-9_-]{16,400}/g,
    isLikely: looksRandom,
  },
  {
    shape: /(?<![\w-])(?:hf|r8|npm|dckr_pat|lin_api|sntrys|figd|glsa|ATATT)_?[A-Za-z0-9]{20,300}/g,
    isLikely: looksRandom,
  },
  { shape: /(?<![\w-])nvapi-[A-Za-z0-9_-]{32,200}/g },
  // Databricks: personal access token, client secret.
  { shape: /(?<!\w)(?:dapi|dose|dkea)[0-9a-f]{16,64}(?:-\d{1,3})?/g },
  // Google: API key, OAuth token, client secret.
  { shape: /(?<![\w-])AIza[0-9A-Za-z_-]{20,60}/g },
  { shape: /(?<![\w-])(?:ya29\.|GOCSPX-)[0-9A-Za-z_-]{20,400}/g },
  // AWS: access key id; a secret has no shape of its own and is found by its name below.
  { shape: /(?<!\w)(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}(?!\w)/g },
  // GitHub, GitLab, Slack, PyPI, SendGrid, Shopify, DigitalOcean, Vault, Twilio, Telegram.
  { shape: /(?<![\w-])(?:gh[pousr]_[0-9A-Za-z]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64})/g },
  { shape: /(?<![\w-])(?:xox[abceprs]|xapp)-[\w-]{10,200}/g },
  { shape: /https:\/\/hooks\.slack\.com\/services\/[\w/]{20,100}/g },
  { shape: /(?<![\w-])(?:pypi-[\w-]{50,300}|SG\.[\w-]{16,40}\.[\w-]{16,80}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32})/g },
  {
    shape: /(?<![\w-])(?:do[oprt]_v1_[0-9a-f]{64}|hv[bs]\.[\w-]{20,300}|SK[0-9a-f]{32}|\d{8,10}:AA[\w-]{33})(?![\w-])/g,
  },
  // JSON web tokens.
  { shape: /(?<![\w-])eyJ[\w-]{8,4000}\.[\w-]{8,8000}(?:\.[\w-]{0,4000})?/g },
  {
    shape:
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-]{0,9000}-----END [A-Z ]{0,40}PRIVATE KEY-----|[A-Za-z0-9+/=\s\\]{0,4000})/g,
  },
  // A header, also in curl and in JSON.
  { shape: /(?<!\w)(?:Bearer|Basic)\s{1,4}([A-Za-z0-9._~+/=-]{12,4000})/gi, isLikely: looksRandom },
  // `https://user:password@host`: the password.
  { shape: /:\/\/[^\s/:@"'<>]{0,100}:([^\s/@"'<>]{3,200})@/g },
  { shape: /[?&](?:api[-_]?key|key|token|access_token|auth|sig|signature|x-amz-signature)=([^&\s"'<>]{8,2000})/gi },
  // By its name: `AWS_SECRET_ACCESS_KEY=…`, `"password": "…"`.
  {
    shape:
      /(?:secret[-_]?access[-_]?key|api[-_]?key|account[-_]?key|client[-_]?secret|access[-_]?token|auth[-_]?token|private[-_]?token|password|passwd)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?([^\s"'\\,;<>(){}]{8,500})/gi,
    isLikely: looksRandom,
  },
]

interface KeyShape {
  /** Its group, where it has one, is the secret. */
  shape: RegExp
  isLikely?: (body: string) => boolean
}

/** Words with hyphens (`key-value-store-design`) have no digit; a placeholder (`sk-xxxxxxxxxxxx`) has few letters. */
function looksRandom(secret: string): boolean {
  const body = secret.replace(/^[a-z0-9]{2,8}[-_]/i, '')
  if (new Set(body).size < 6) return false
  return /\d/.test(body) ? /[A-Za-z]/.test(body) : /[A-Za-z0-9]{20}/.test(body)
}
