import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['{server,web,e2e}/**/*.test.{ts,tsx}'], testTimeout: 30_000, hookTimeout: 120_000 },
})
