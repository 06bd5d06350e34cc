import { Type } from 'typebox'
import { durationInput, NAME_MAX_LENGTH, storedText, time, timeOrNull, uuid } from './fields.ts'

const URL_MAX_LENGTH = 2048
const EVENT_TYPES_MAX = 64
/** RFC 3339 with nine digits of fraction and an offset. */
const TIME_MAX_LENGTH = 35

export const WebhookEventType = Type.Enum(
  [
    'api_key.issued',
    'api_key.imported',
    'api_key.updated',
    'api_key.rotated',
    'api_key.suspended',
    'api_key.resumed',
    'api_key.revoked',
    'api_key.deleted',
    'api_key.expiring_soon',
    'api_key.expired',
    'api_key.unused',
    'quota.threshold',
    'verification.refusals_burst',
    'project.updated',
    'project.suspended',
    'project.resumed',
    'project.secret_rotated',
    'project.secret_removed',
    'access_key.created',
    'access_key.deleted',
  ],
  { type: 'string', description: 'Something that a webhook can be told of.' },
)
export type WebhookEventType = Type.Static<typeof WebhookEventType>

export const WebhookSecret = Type.Object(
  {
    created_at: time('When it was made.'),
    expires_at: timeOrNull('When it stops signing; null for the current one.'),
  },
  { title: 'WebhookSecret', description: 'That there is a signing secret; the secret itself is shown once.' },
)

export const Webhook = Type.Object(
  {
    id: uuid('Of the webhook.'),
    project_id: uuid('The project whose events it is told of.'),
    url: Type.String({ description: 'Where messages are sent.' }),
    description: Type.String({ description: 'A note for people.' }),
    event_types: Type.Array(WebhookEventType, { description: 'What it is told of; empty: everything.' }),
    state: Type.Enum(['enabled', 'disabled'], { type: 'string', description: 'Whether it is told anything.' }),
    disabled_because: Type.Optional(
      Type.Enum(['by_hand', 'gone'], { type: 'string', description: 'gone: the receiver answered 410.' }),
    ),
    secrets: Type.Array(WebhookSecret, { description: 'All that sign, the current one first.' }),
    secret: Type.Optional(Type.String({ description: 'The signing secret (`whsec_…`): only in the answer that makes it.' })),
    created_at: time('When it was made.'),
    updated_at: time('When it last changed.'),
  },
  { title: 'Webhook', description: 'A receiver that is told what happens in a project (Standard Webhooks).' },
)
export type Webhook = Type.Static<typeof Webhook>

export const ListWebhooksResponse = Type.Object(
  { webhooks: Type.Array(Webhook, { description: 'Oldest first.' }) },
  { title: 'ListWebhooksResponse', description: 'The webhooks of a project.' },
)
export type ListWebhooksResponse = Type.Static<typeof ListWebhooksResponse>

const url = Type.String({
  minLength: 1,
  maxLength: URL_MAX_LENGTH,
  description:
    'Where messages are sent: http or https, reachable from the public internet unless the server allows private targets.',
})
const description = storedText(NAME_MAX_LENGTH, { description: 'A note for people.' })
const event_types = Type.Array(Type.String({ maxLength: 64 }), {
  maxItems: EVENT_TYPES_MAX,
  description: 'What it is told of; empty: everything.',
})

export const CreateWebhookBody = Type.Object(
  { url, description: Type.Optional(description), event_types: Type.Optional(event_types) },
  { title: 'CreateWebhookBody', description: 'A new webhook.' },
)
export type CreateWebhookBody = Type.Static<typeof CreateWebhookBody>

export const UpdateWebhookBody = Type.Object(
  {
    url: Type.Optional(url),
    description: Type.Optional(description),
    event_types: Type.Optional(event_types),
    enabled: Type.Optional(Type.Boolean({ description: 'false: is told nothing until it is enabled again.' })),
  },
  { title: 'UpdateWebhookBody', description: 'What changes; what is left out stays.' },
)
export type UpdateWebhookBody = Type.Static<typeof UpdateWebhookBody>

export const RotateWebhookSecretBody = Type.Object(
  {
    grace_period: Type.Optional(
      durationInput(
        'How long the secret before signs as well, such as `24h` (the default) or `7d`; at most 30 days. `0s`: it stops at once.',
      ),
    ),
  },
  { title: 'RotateWebhookSecretBody', description: 'How the signing secret is replaced; may be left out altogether.' },
)
export type RotateWebhookSecretBody = Type.Static<typeof RotateWebhookSecretBody>

export const DeliveryState = Type.Enum(['pending', 'delivered', 'dead'], {
  type: 'string',
  description: 'pending: will be tried (again). delivered: the receiver answered 2xx. dead: given up; may be replayed.',
})

export const WebhookDelivery = Type.Object(
  {
    message_id: Type.String({ description: '`webhook-id` of the message: the same on every attempt and replay.' }),
    webhook_id: uuid('The webhook.'),
    type: Type.String({ description: 'Of the event, or `webhook.test`.' }),
    created_at: time('When it happened.'),
    state: DeliveryState,
    attempts: Type.Integer({ minimum: 0, description: 'Begun since the message or its last replay.' }),
    next_attempt_at: Type.Optional(time('While it is pending.')),
    last_attempt_at: Type.Optional(time('When the last attempt ended.')),
    last_status: Type.Optional(Type.Integer({ description: 'What the receiver answered last.' })),
    last_error: Type.Optional(
      Type.String({
        description:
          'Why the last attempt failed: `status_not_2xx`, `timeout`, `connection_failed`, `tls_failed`, `name_not_resolved`, `answer_malformed`, `target_not_allowed` or `endpoint_disabled`.',
      }),
    ),
    payload: Type.Optional(
      Type.String({ description: 'The body as it is sent, byte for byte; only where one delivery is read.' }),
    ),
  },
  { title: 'WebhookDelivery', description: 'One message on its way to one webhook.' },
)
export type WebhookDelivery = Type.Static<typeof WebhookDelivery>

export const ListWebhookDeliveriesResponse = Type.Object(
  {
    deliveries: Type.Array(WebhookDelivery, { description: 'Newest first.' }),
    next_page_token: Type.String({ description: 'For the next page; empty on the last.' }),
  },
  { title: 'ListWebhookDeliveriesResponse', description: 'What was sent to a webhook, or will be.' },
)
export type ListWebhookDeliveriesResponse = Type.Static<typeof ListWebhookDeliveriesResponse>

export const ListWebhookDeliveriesQuery = Type.Object({
  state: Type.Optional(
    Type.String({ maxLength: 16, description: 'Only deliveries in this state: `pending`, `delivered` or `dead`.' }),
  ),
  page_size: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2 ** 31 - 1,
      format: 'int32',
      default: 50,
      description: 'Deliveries per page; 0 means 50, more than 250 means 250.',
    }),
  ),
  page_token: Type.Optional(Type.String({ maxLength: 64, description: 'next_page_token of the page before.' })),
})
export type ListWebhookDeliveriesQuery = Type.Static<typeof ListWebhookDeliveriesQuery>

export const ReplayWebhookBody = Type.Object(
  {
    since: Type.Optional(
      Type.String({
        format: 'date-time',
        maxLength: TIME_MAX_LENGTH,
        description: 'Only messages since then. Left out: all that are kept.',
      }),
    ),
  },
  { title: 'ReplayWebhookBody', description: 'Which dead deliveries are sent again; may be left out altogether.' },
)
export type ReplayWebhookBody = Type.Static<typeof ReplayWebhookBody>

export const ReplayWebhookResponse = Type.Object(
  { replayed: Type.Integer({ minimum: 0, description: 'Deliveries that begin anew; at most 10,000 in one call.' }) },
  { title: 'ReplayWebhookResponse', description: 'How many deliveries are sent again.' },
)
export type ReplayWebhookResponse = Type.Static<typeof ReplayWebhookResponse>

const project = Type.String({ description: 'Id or slug of the project.' })
const webhook_id = Type.String({ description: 'Id of the webhook.' })
const message_id = Type.String({ description: 'Id of the message.' })

export const ProjectWebhooksParams = Type.Object({ project })
export const WebhookParams = Type.Object({ project, webhook_id })
export const WebhookDeliveryParams = Type.Object({ project, webhook_id, message_id })
