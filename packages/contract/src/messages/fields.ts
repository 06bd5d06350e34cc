import { type TSchema, type TSchemaOptions, Type } from 'typebox'

/** Caps of the wire format. Lengths count Unicode code points, sizes count bytes of UTF-8. */
export const NAME_MAX_LENGTH = 256
export const ACTOR_ID_MAX_LENGTH = 256
export const SCOPE_MAX_LENGTH = 256
export const SCOPES_MAX_ITEMS = 256
export const CIDR_MAX_LENGTH = 64
export const CIDRS_MAX_ITEMS = 256
export const REQUEST_ID_MAX_LENGTH = 36
export const DURATION_MAX_LENGTH = 64
export const DESCRIPTION_MAX_LENGTH = 1024
export const UNIT_MAX_LENGTH = 64
export const CREDENTIAL_MAX_BYTES = 16 * 1024
export const FREE_OBJECT_MAX_BYTES = 4 * 1024
export const BODY_MAX_BYTES = 256 * 1024
export const BATCH_IMPORT_BODY_MAX_BYTES = 8 * 1024 * 1024

/**
 * Text that every store can hold: no U+0000 (PostgreSQL refuses it) and no lone surrogate (it has no UTF-8 form).
 * To be read with the `u` flag, as JSON Schema recommends.
 */
export const STORABLE_TEXT = '^[^\\u0000\\ud800-\\udfff]*$'

/** One number and one unit. */
export const SIMPLE_DURATION = '^[0-9]+(s|m|h)$'

/** What to tell a caller whose text breaks a pattern of ours; a test keeps it complete. */
export const patternRules: Readonly<Record<string, string>> = {
  [STORABLE_TEXT]: 'must not contain U+0000 or a lone surrogate',
  [SIMPLE_DURATION]: 'must be a whole number of s, m or h',
}

/** How many bytes of JSON a free-form object may take: our own keyword, named as OpenAPI 3.1 wants extensions named. */
export const MAX_BYTES_KEYWORD = 'x-max-serialised-bytes'

/** An object whose members belong to the caller: never renamed, never cut. */
export type FreeObject = { readonly [member: string]: unknown }

/** A presented credential. Without a length rule: what is empty or over-long has an answer of its own. */
export const credentialInput = (description: string) =>
  Type.Optional(Type.String({ description: `${description} At most 16 KiB.` }))

/** Text that is stored: at most `maxLength` code points. */
export const storedText = (maxLength: number, options: TSchemaOptions & { minLength?: number }) =>
  Type.String({ maxLength, pattern: STORABLE_TEXT, ...options })

/** A free-form object of the caller's, at most 4 KiB of JSON. */
export const cappedFreeObject = (options: TSchemaOptions) =>
  Type.Unsafe<FreeObject>({
    type: 'object',
    additionalProperties: true,
    [MAX_BYTES_KEYWORD]: FREE_OBJECT_MAX_BYTES,
    ...options,
  })

/** A free-form object in an answer. */
export const freeObject = (options: TSchemaOptions) =>
  Type.Unsafe<FreeObject>({ type: 'object', additionalProperties: true, ...options })

/** A closed set of names, the first of which means "not said". */
export const namedValues = <const Values extends string[]>(values: readonly [...Values], options: TSchemaOptions) =>
  Type.Enum(values, { type: 'string', default: values[0], ...options })

/** A moment in answers, RFC 3339 in UTC. */
export const time = (description: string) => Type.String({ format: 'date-time', description })

/** A moment that may not have been set. */
export const timeOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', description })

/** RFC 9562 §4, in answers. */
export const uuid = (description: string) => Type.String({ format: 'uuid', description })

/** A UUID that may not have been set. */
export const uuidOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'uuid4', description })

/** A message that may not have been set. */
export const orNull = <Message extends TSchema>(message: Message, description: string) =>
  Type.Union([message, Type.Null()], { description })

/** A length of time as the caller writes it; its grammar is checked by the operation. */
export const durationInput = (description: string) => Type.String({ maxLength: DURATION_MAX_LENGTH, description })

/** protobuf int64: a number or decimal text in, read as a number; integers beyond 2^53 - 1 are refused. */
export const int64Input = (minimum: number, description: string) =>
  Type.Unsafe<number>({
    type: ['string', 'integer'],
    format: 'int64',
    minimum,
    maximum: Number.MAX_SAFE_INTEGER,
    pattern: '^(0|-?[1-9][0-9]{0,15})$',
    description,
  })

/** protobuf int64 in answers: decimal text (protobuf JSON mapping). */
export const int64Text = (description: string) => Type.String({ format: 'int64', description })

export const scopesInput = (description: string) =>
  Type.Array(storedText(SCOPE_MAX_LENGTH, { minLength: 1 }), { maxItems: SCOPES_MAX_ITEMS, description })
