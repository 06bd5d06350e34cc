import {
  CreateWebhookBody,
  ListWebhookDeliveriesQuery,
  ListWebhookDeliveriesResponse,
  ListWebhooksResponse,
  ProjectWebhooksParams,
  ReplayWebhookBody,
  ReplayWebhookResponse,
  RotateWebhookSecretBody,
  UpdateWebhookBody,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryParams,
  WebhookParams,
} from '../messages/webhooks.ts'
import type { RouteDescriptor } from '../route.ts'
import { bodyErrors, controlErrors, controlRoute, locationHeader } from './common.ts'

const COLLECTION = '/projects/{project}/webhooks'
const ONE = `${COLLECTION}/{webhook_id}`
const DELIVERIES = `${ONE}/deliveries`

const read = { ...controlRoute, method: 'GET', tag: 'Webhooks', controlPermission: 'webhooks:read' } as const
const manage = { ...controlRoute, method: 'POST', tag: 'Webhooks', controlPermission: 'webhooks:manage' } as const

const endpoints = [
  {
    ...read,
    operationId: 'listWebhooks',
    summary: 'List the webhooks of a project',
    path: COLLECTION,
    params: ProjectWebhooksParams,
    responses: { 200: ListWebhooksResponse },
    errors: controlErrors,
  },
  {
    ...manage,
    operationId: 'createWebhook',
    summary: 'Create a webhook; its signing secret is shown this once',
    path: COLLECTION,
    stepUp: true,
    params: ProjectWebhooksParams,
    body: CreateWebhookBody,
    bodyExample: { url: 'https://hooks.example.com/latchkey', event_types: ['api_key.revoked', 'api_key.expiring_soon'] },
    responses: { 201: Webhook },
    responseHeaders: locationHeader,
    errors: [...bodyErrors, 'failed_precondition', 'step_up_required', ...controlErrors],
  },
  {
    ...read,
    operationId: 'getWebhook',
    summary: 'Read a webhook',
    path: ONE,
    params: WebhookParams,
    responses: { 200: Webhook },
    errors: controlErrors,
  },
  {
    ...manage,
    method: 'PATCH',
    operationId: 'updateWebhook',
    summary: 'Change, disable or enable a webhook',
    path: ONE,
    stepUp: true,
    params: WebhookParams,
    body: UpdateWebhookBody,
    bodyExample: { enabled: false },
    responses: { 200: Webhook },
    errors: [...bodyErrors, 'step_up_required', ...controlErrors],
  },
  {
    ...manage,
    method: 'DELETE',
    operationId: 'deleteWebhook',
    summary: 'Delete a webhook with what is on its way to it',
    path: ONE,
    stepUp: true,
    params: WebhookParams,
    responses: { 204: null },
    errors: ['step_up_required', ...controlErrors],
  },
  {
    ...manage,
    operationId: 'rotateWebhookSecret',
    summary: 'Replace the signing secret of a webhook; the new one is shown this once',
    path: `${ONE}:rotate-secret`,
    stepUp: true,
    params: WebhookParams,
    body: RotateWebhookSecretBody,
    bodyExample: { grace_period: '24h' },
    bodyOptional: true,
    responses: { 200: Webhook },
    errors: [...bodyErrors, 'failed_precondition', 'step_up_required', ...controlErrors],
  },
] as const satisfies readonly RouteDescriptor[]

const deliveries = [
  {
    ...manage,
    operationId: 'testWebhook',
    summary: 'Send a message of type `webhook.test` to a webhook',
    path: `${ONE}:test`,
    params: WebhookParams,
    responses: { 202: WebhookDelivery },
    errors: ['failed_precondition', ...controlErrors],
  },
  {
    ...read,
    operationId: 'listWebhookDeliveries',
    summary: 'List what was sent to a webhook, or will be',
    path: DELIVERIES,
    params: WebhookParams,
    query: ListWebhookDeliveriesQuery,
    responses: { 200: ListWebhookDeliveriesResponse },
    errors: ['bad_request', ...controlErrors],
  },
  {
    ...read,
    operationId: 'getWebhookDelivery',
    summary: 'Read one message and how far it has come',
    path: `${DELIVERIES}/{message_id}`,
    params: WebhookDeliveryParams,
    responses: { 200: WebhookDelivery },
    errors: controlErrors,
  },
  {
    ...manage,
    operationId: 'replayWebhookDelivery',
    summary: 'Send a message again, under the same id',
    path: `${DELIVERIES}/{message_id}:replay`,
    params: WebhookDeliveryParams,
    responses: { 202: WebhookDelivery },
    errors: ['failed_precondition', ...controlErrors],
  },
  {
    ...manage,
    operationId: 'replayWebhook',
    summary: 'Send everything again that could not be delivered',
    path: `${ONE}:replay`,
    params: WebhookParams,
    body: ReplayWebhookBody,
    bodyExample: { since: '2027-01-31T00:00:00Z' },
    bodyOptional: true,
    responses: { 200: ReplayWebhookResponse },
    errors: [...bodyErrors, 'failed_precondition', ...controlErrors],
  },
] as const satisfies readonly RouteDescriptor[]

export const webhookRoutes = [...endpoints, ...deliveries] as const satisfies readonly RouteDescriptor[]
