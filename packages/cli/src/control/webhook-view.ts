import type { Webhook, WebhookDelivery } from '@latchkey/sdk'
import type { OptionDefinition } from '../command.ts'
import type { Result } from '../output/printer.ts'
import type { FieldList, Table } from '../output/table.ts'

export const webhookArgument = { name: 'id', summary: 'Id of the webhook, as the list shows it' } as const

/** What `create` and `update` both take. */
export const webhookOptions: readonly OptionDefinition[] = [
  {
    flags: '--events <list>',
    summary: 'What it is told of, such as api_key.revoked,api_key.expiring_soon; default: everything',
  },
  { flags: '--description <text>', summary: 'A note for people' },
]

export const webhookTable = (webhooks: readonly Webhook[]): Table => ({
  columns: ['Id', 'Url', 'Events', 'State'],
  rows: webhooks.map((webhook) => [webhook.id, webhook.url, eventsOf(webhook), stateOf(webhook)]),
})

export const webhookResult = (webhook: Webhook): Result => ({
  data: webhook,
  human: fieldsOf(webhook),
  quiet: [webhook.id],
})

/** A webhook with a secret that was just made. */
export const newSecretResult = (webhook: Webhook): Result => ({
  data: webhook,
  human: [['Signing secret', webhook.secret ?? ''], ...fieldsOf(webhook)],
  quiet: [webhook.secret ?? ''],
  isShownOnce: true,
})

export const deliveryTable = (deliveries: readonly WebhookDelivery[]): Table => ({
  columns: ['Message', 'Type', 'Created', 'State', 'Attempts', 'Last answer'],
  rows: deliveries.map((delivery) => [
    delivery.message_id,
    delivery.type,
    delivery.created_at,
    delivery.state,
    String(delivery.attempts),
    lastAnswerOf(delivery),
  ]),
})

export const deliveryResult = (delivery: WebhookDelivery): Result => ({
  data: delivery,
  human: [
    ['Message', delivery.message_id],
    ['Type', delivery.type],
    ['State', delivery.state],
    ['Attempts', String(delivery.attempts)],
    ['Last answer', lastAnswerOf(delivery)],
    ...(delivery.payload === undefined ? [] : ([['Payload', delivery.payload]] as const)),
  ],
  quiet: [delivery.message_id],
})

const fieldsOf = (webhook: Webhook): FieldList => [
  ['Id', webhook.id],
  ['Url', webhook.url],
  ['Description', webhook.description],
  ['Events', eventsOf(webhook)],
  ['State', stateOf(webhook)],
  ['Secrets that sign', String(webhook.secrets.length)],
]

const eventsOf = ({ event_types }: Webhook): string => (event_types.length === 0 ? 'everything' : event_types.join(','))

const stateOf = ({ state, disabled_because }: Webhook): string =>
  disabled_because === undefined ? state : `${state} (${disabled_because})`

const lastAnswerOf = ({ last_status, last_error }: WebhookDelivery): string =>
  last_status === undefined ? (last_error ?? '–') : String(last_status)
