import type { ProjectEnvironment } from '@latchkey/contract/messages/projects'
import { t } from '../../../i18n/i18n.ts'

export const environmentName = (environment: ProjectEnvironment): string =>
  ({ prod: t('Production'), stage: t('Staging'), dev: t('Development') })[environment]

export const environmentChoices = () =>
  (['prod', 'stage', 'dev'] as const).map((value) => ({ value, label: environmentName(value) }))
