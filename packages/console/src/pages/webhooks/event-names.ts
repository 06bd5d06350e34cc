import type { WebhookEventType } from '@latchkey/contract/messages/webhooks'
import { t } from '../../i18n/i18n.ts'

/** What each event says, for people. */
export const eventNames = (): Readonly<Record<WebhookEventType, string>> => ({
  'api_key.issued': t('A key is issued'),
  'api_key.imported': t('A key is imported'),
  'api_key.updated': t('A key is changed'),
  'api_key.rotated': t('A key is rotated'),
  'api_key.suspended': t('A key is suspended'),
  'api_key.resumed': t('A key is resumed'),
  'api_key.revoked': t('A key is revoked'),
  'api_key.deleted': t('A key is deleted'),
  'api_key.expiring_soon': t('A key expires soon'),
  'api_key.expired': t('A key has expired'),
  'api_key.unused': t('A key has not been used for long'),
  'quota.threshold': t('The key quota is nearly used up'),
  'verification.refusals_burst': t('Many verifications are refused'),
  'project.updated': t('The project is changed'),
  'project.suspended': t('The project is suspended'),
  'project.resumed': t('The project is resumed'),
  'project.secret_rotated': t('A secret of the project is rotated'),
  'project.secret_removed': t('A secret of the project is removed'),
  'access_key.created': t('A project API key is created'),
  'access_key.deleted': t('A project API key is deleted'),
})

export const eventTypes = (): readonly WebhookEventType[] => Object.keys(eventNames()) as WebhookEventType[]
