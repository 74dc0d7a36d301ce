import { z } from 'zod'

/** A secret that a client of this server sends. The secret itself is in one answer only: the one to its creation. */
export interface AccessToken {
  id: string
  name: string
  createdAt: string
  /** null: it does not expire. */
  expiresAt: string | null
  /** To the minute; null: never. */
  lastUsedAt: string | null
}

/** A client that signs in by itself (OAuth machine-to-machine): it exchanges id and secret for a token of an hour. */
export interface ServicePrincipal {
  /** The client id. */
  id: string
  name: string
  createdAt: string
  lastUsedAt: string | null
}

/** POST /api/access-tokens */
export interface CreatedAccessToken {
  accessToken: AccessToken
  secret: string
}

/** POST /api/service-principals */
export interface CreatedServicePrincipal {
  servicePrincipal: ServicePrincipal
  secret: string
}

const name = z.string().trim().min(1, 'a name is needed').max(100, 'a name has at most 100 characters')

const secondsPerDay = 86_400

export const accessTokenDraftSchema = z.strictObject({
  name,
  /** A span and not a date: the server's clock alone decides. null = no end. */
  lifetimeSeconds: z
    .int()
    .min(60, 'a token lives for a minute at least')
    .max(10 * 366 * secondsPerDay, 'a token lives for ten years at most')
    .nullable(),
})

export const servicePrincipalDraftSchema = z.strictObject({ name })

export type AccessTokenDraft = z.infer<typeof accessTokenDraftSchema>
export type ServicePrincipalDraft = z.infer<typeof servicePrincipalDraftSchema>
