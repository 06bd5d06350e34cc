// Generated from packages/contract/openapi.json by packages/sdk/generate.ts; do not edit.

export interface paths {
    "/v2alpha1/admin/issuedApiKeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issued keys
         * @description Needs the permission `keys:read`.
         */
        get: operations["adminListIssuedApiKeys"];
        put?: never;
        /**
         * Issue a key
         * @description Needs the permission `keys:issue`.
         */
        post: operations["adminIssueApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/issuedApiKeys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an issued key
         * @description Needs the permission `keys:read`.
         */
        get: operations["adminGetIssuedApiKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an issued key
         * @description Needs the permission `keys:update`.
         */
        patch: operations["adminUpdateIssuedApiKey"];
        trace?: never;
    };
    "/v2alpha1/admin/issuedApiKeys/{key_id}:rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace an issued key by a new one
         * @description Needs the permission `keys:rotate`.
         */
        post: operations["adminRotateIssuedApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/issuedApiKeys/{key_id}:revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an issued key, for good
         * @description Needs the permission `keys:revoke`.
         */
        post: operations["adminRevokeIssuedApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/issuedApiKeys/{key_id}:suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend an issued key until it is resumed
         * @description Needs the permission `keys:update`.
         */
        post: operations["adminSuspendIssuedApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/issuedApiKeys/{key_id}:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a suspended issued key
         * @description Needs the permission `keys:update`.
         */
        post: operations["adminResumeIssuedApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/importedApiKeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List imported keys
         * @description Needs the permission `keys:read`.
         */
        get: operations["adminListImportedApiKeys"];
        put?: never;
        /**
         * Import a key that was generated elsewhere
         * @description Needs the permission `keys:import`.
         */
        post: operations["adminImportApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/importedApiKeys:batchCreate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import up to 1000 keys
         * @description Needs the permission `keys:import`.
         */
        post: operations["adminBatchCreateImportedApiKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/importedApiKeys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an imported key
         * @description Needs the permission `keys:read`.
         */
        get: operations["adminGetImportedApiKey"];
        put?: never;
        post?: never;
        /**
         * Delete an imported key and its record
         * @description Needs the permission `keys:delete`.
         */
        delete: operations["adminDeleteImportedApiKey"];
        options?: never;
        head?: never;
        /**
         * Change an imported key
         * @description Needs the permission `keys:update`.
         */
        patch: operations["adminUpdateImportedApiKey"];
        trace?: never;
    };
    "/v2alpha1/admin/importedApiKeys/{key_id}:revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an imported key, for good
         * @description Needs the permission `keys:revoke`.
         */
        post: operations["adminRevokeImportedApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/importedApiKeys/{key_id}:suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend an imported key until it is resumed
         * @description Needs the permission `keys:update`.
         */
        post: operations["adminSuspendImportedApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/importedApiKeys/{key_id}:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a suspended imported key
         * @description Needs the permission `keys:update`.
         */
        post: operations["adminResumeImportedApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/apiKeys:verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Is this credential good now?
         * @description Needs the permission `keys:verify`.
         */
        post: operations["adminVerifyApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/apiKeys:batchVerify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Are these credentials good now?
         * @description Needs the permission `keys:verify`.
         */
        post: operations["adminBatchVerifyApiKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/apiKeys:derive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Derive a short-lived token from a key
         * @description Needs the permission `tokens:derive`.
         */
        post: operations["adminDeriveToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/derivedKeys/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public keys to check derived tokens with */
        get: operations["getJwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/apiKeys/{key_id}:revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a key of either kind, for good
         * @description Needs the permission `keys:revoke`.
         */
        post: operations["adminRevokeApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/apiKeys:bulkRevoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke all keys that a filter finds
         * @description Needs the permission `keys:revoke`.
         */
        post: operations["adminBulkRevokeApiKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/apiKeys:selfRevoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke a key by the key itself */
        post: operations["revokeApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/auditEvents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened in a project
         * @description Needs the permission `audit:read`.
         */
        get: operations["adminListAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/auditEvents:export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that happened in a project, as a stream
         * @description Needs the permission `audit:read`.
         */
        get: operations["adminExportAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How often keys were verified
         * @description Needs the permission `usage:read`.
         */
        get: operations["adminQueryUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/usage/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a key was presented from
         * @description Needs the permission `usage:read`.
         */
        get: operations["adminListUsageSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2alpha1/admin/verificationFailures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refused verifications
         * @description Needs the permission `audit:read`.
         */
        get: operations["adminListVerificationFailures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the projects that the caller belongs to */
        get: operations["listProjects"];
        put?: never;
        /** Create a project with secrets of its own */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a project
         * @description Needs the permission `project:read`.
         */
        get: operations["getProject"];
        /**
         * Replace the name and the settings of a project
         * @description Needs the permission `project:update`.
         */
        put: operations["setProject"];
        post?: never;
        /**
         * Delete a project with everything in it, for good
         * @description Needs the permission `project:delete`.
         */
        delete: operations["purgeProject"];
        options?: never;
        head?: never;
        /**
         * Change parts of a project
         * @description Needs the permission `project:update`.
         */
        patch: operations["patchProject"];
        trace?: never;
    };
    "/projects/{project_id}/revision/{revision_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change parts of a project that nobody has changed since it was read
         * @description Needs the permission `project:update`.
         */
        patch: operations["patchProjectWithRevision"];
        trace?: never;
    };
    "/projects/{project}/talos/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch API keys on for a project
         * @description Needs the permission `project:enable`.
         */
        post: operations["enableProjectApiKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}:suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a project: its keys stop verifying until it is resumed
         * @description Needs the permission `project:suspend`.
         */
        post: operations["suspendProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a suspended project
         * @description Needs the permission `project:suspend`.
         */
        post: operations["resumeProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed in the settings of a project, when and by whom
         * @description Needs the permission `project:read`.
         */
        get: operations["listProjectRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/talos/rotate-hmac-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret behind the checksums of API keys
         * @description Needs the permission `secrets:rotate`.
         */
        post: operations["rotateProjectHmacSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/talos/rotate-signing-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the key that signs derived tokens
         * @description Needs the permission `secrets:rotate`.
         */
        post: operations["rotateProjectSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/talos/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the secrets of a project, without what is secret about them
         * @description Needs the permission `secrets:read`.
         */
        get: operations["listProjectSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/talos/secrets/{secret_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a retired secret: what it signed stops verifying
         * @description Needs the permission `secrets:rotate`.
         */
        delete: operations["deleteProjectSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the workspaces that the caller belongs to */
        get: operations["listWorkspaces"];
        put?: never;
        /** Create a workspace, for administrators of the server */
        post: operations["createWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a workspace
         * @description Needs the permission `workspace:read`.
         */
        get: operations["getWorkspace"];
        /**
         * Change a workspace
         * @description Needs the permission `workspace:update`.
         */
        put: operations["updateWorkspace"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the projects of a workspace
         * @description Needs the permission `workspace:read`.
         */
        get: operations["listWorkspaceProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the people of a project
         * @description Needs the permission `members:read`.
         */
        get: operations["getProjectMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a person from a project
         * @description Needs the permission `members:remove`.
         */
        delete: operations["removeProjectMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the people of a workspace and of its projects
         * @description Needs the permission `members:read`.
         */
        get: operations["listWorkspaceMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a person from a workspace and all of its projects
         * @description Needs the permission `members:remove`.
         */
        delete: operations["removeWorkspaceMember"];
        options?: never;
        head?: never;
        /**
         * Change the role of a member
         * @description Needs the permission `members:invite`.
         */
        patch: operations["updateWorkspaceMember"];
        trace?: never;
    };
    "/workspaces/{workspace}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the invitations that nobody has accepted
         * @description Needs the permission `members:read`.
         */
        get: operations["listInvitations"];
        put?: never;
        /**
         * Invite a person to a workspace or to one of its projects
         * @description Needs the permission `members:invite`.
         */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/invitations/{invitation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description Needs the permission `members:remove`.
         */
        delete: operations["deleteInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the API keys of a project
         * @description Needs the permission `project_keys:read`.
         */
        get: operations["listProjectApiKeys"];
        put?: never;
        /**
         * Create an API key of a project
         * @description Needs the permission `project_keys:manage`.
         */
        post: operations["createProjectApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an API key of a project, at once
         * @description Needs the permission `project_keys:manage`.
         */
        delete: operations["deleteProjectApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the API keys of a workspace
         * @description Needs the permission `workspace_keys:read`.
         */
        get: operations["listWorkspaceApiKeys"];
        put?: never;
        /**
         * Create an API key of a workspace
         * @description Needs the permission `workspace_keys:manage`.
         */
        post: operations["createWorkspaceApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an API key of a workspace, at once
         * @description Needs the permission `workspace_keys:manage`.
         */
        delete: operations["deleteWorkspaceApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened in a workspace: people, projects, API keys of its own
         * @description Needs the permission `audit:read`.
         */
        get: operations["listWorkspaceAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/audit-events:export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that happened in a workspace, as a stream
         * @description Needs the permission `audit:read`.
         */
        get: operations["exportWorkspaceAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the webhooks of a project
         * @description Needs the permission `webhooks:read`.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Create a webhook; its signing secret is shown this once
         * @description Needs the permission `webhooks:manage`.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook
         * @description Needs the permission `webhooks:read`.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook with what is on its way to it
         * @description Needs the permission `webhooks:manage`.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change, disable or enable a webhook
         * @description Needs the permission `webhooks:manage`.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/projects/{project}/webhooks/{webhook_id}:rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the signing secret of a webhook; the new one is shown this once
         * @description Needs the permission `webhooks:manage`.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/webhooks/{webhook_id}:test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message of type `webhook.test` to a webhook
         * @description Needs the permission `webhooks:manage`.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/webhooks/{webhook_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was sent to a webhook, or will be
         * @description Needs the permission `webhooks:read`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/webhooks/{webhook_id}/deliveries/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one message and how far it has come
         * @description Needs the permission `webhooks:read`.
         */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/webhooks/{webhook_id}/deliveries/{message_id}:replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message again, under the same id
         * @description Needs the permission `webhooks:manage`.
         */
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/webhooks/{webhook_id}:replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send everything again that could not be delivered
         * @description Needs the permission `webhooks:manage`.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/alive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Does the process answer? */
        get: operations["isAlive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can the process do its work? */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which version is this? */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Why a key of either kind is revoked; may be left out altogether. */
        AdminRevokeApiKeyBody: {
            reason?: components["schemas"]["RevocationReason"];
            /** @description Free text; only with REVOCATION_REASON_PRIVILEGE_WITHDRAWN. */
            description?: string;
        };
        /** @description Why the key is revoked; may be left out altogether. */
        AdminRevokeImportedApiKeyBody: {
            reason?: components["schemas"]["RevocationReason"];
            /** @description Free text; only with REVOCATION_REASON_PRIVILEGE_WITHDRAWN. */
            description?: string;
        };
        /** @description Why the key is revoked; may be left out altogether. */
        AdminRevokeIssuedApiKeyBody: {
            reason?: components["schemas"]["RevocationReason"];
            /** @description Free text; only with REVOCATION_REASON_PRIVILEGE_WITHDRAWN. */
            description?: string;
        };
        /** @description What the new key has differently. What is left out is inherited; what is there, even empty, overrides. */
        AdminRotateIssuedApiKeyBody: {
            /** @description What people call the key. */
            name?: string;
            /** @description What the key may do, in your own words. */
            scopes?: string[];
            /** @description Your own attributes; at most 4 KiB of JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            rate_limit_policy?: components["schemas"]["RateLimitPolicyInput"];
            ip_restriction?: components["schemas"]["IPRestrictionInput"];
            visibility?: components["schemas"]["KeyVisibility"];
            /** @description How long the old key stays valid, at most 30 days: `24h`, `7d`. Left out: it is revoked at once. */
            grace_period?: string;
        };
        /** @description Who did it. */
        AuditCaller: {
            /** @description access_key, account, key_holder (self-revocation), operator (command line) or unauthenticated_admin. */
            kind: string;
            /** @description Id of the API key or account. */
            id: string;
            /** @description What the caller was called then. */
            name: string;
        };
        /** @description One thing that happened. Events are only added and never change. */
        AuditEvent: {
            /** @description Of the event. */
            id: string;
            /**
             * Format: int64
             * @description Place in the chain: 1, 2, 3 … without gaps.
             */
            sequence: string;
            /** @description What happened, such as `api_key.revoked`. */
            event: string;
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            caller: components["schemas"]["AuditCaller"];
            target: components["schemas"]["AuditTarget"];
            /** @description Where the caller was; empty when that is not known. */
            ip: string;
            /** @description X-Request-ID of the call, as in the log. */
            request_id: string;
            /** @description What was changed, as it was; null for what was not there. Never with a secret. */
            before: {
                [key: string]: unknown;
            } | null;
            /** @description As it became; null for what is gone. */
            after: {
                [key: string]: unknown;
            } | null;
            /** @description Hash of the event before. */
            previous_hash: string;
            /** @description SHA-256 over this event and previous_hash, hex. */
            hash: string;
        };
        /** @description What it was done to. */
        AuditTarget: {
            /** @description issued_api_key, imported_api_key, project, access_key, workspace, account, member … */
            kind: string;
            /** @description Id of what was changed. */
            id: string;
        };
        /**
         * @description Why one key of a batch was not imported.
         * @default BATCH_CREATE_IMPORTED_API_KEYS_ERROR_UNSPECIFIED
         * @enum {string}
         */
        BatchCreateImportedApiKeysErrorCode: "BATCH_CREATE_IMPORTED_API_KEYS_ERROR_UNSPECIFIED" | "BATCH_CREATE_IMPORTED_API_KEYS_ERROR_INVALID_ARGUMENT" | "BATCH_CREATE_IMPORTED_API_KEYS_ERROR_ALREADY_EXISTS" | "BATCH_CREATE_IMPORTED_API_KEYS_ERROR_FAILED_PRECONDITION" | "BATCH_CREATE_IMPORTED_API_KEYS_ERROR_INTERNAL" | "BATCH_CREATE_IMPORTED_API_KEYS_ERROR_RESOURCE_EXHAUSTED";
        /** @description When no key of a batch was imported: the most frequent error, and what was wrong with every key. */
        BatchCreateImportedApiKeysRefusal: {
            error: components["schemas"]["GenericError"];
            /** @description In the order of the request. */
            results?: components["schemas"]["BatchCreateImportedApiKeysResult"][];
            /**
             * Format: int32
             * @description Always 0.
             */
            success_count?: number;
            /**
             * Format: int32
             * @description How many keys were refused.
             */
            failure_count?: number;
        };
        /** @description Keys to import, each on its own: one that is refused holds up no other. */
        BatchCreateImportedApiKeysRequest: {
            /** @description 1 to 1000 keys. */
            requests: components["schemas"]["ImportApiKeyRequest"][];
        };
        /** @description What became of every key of the batch. */
        BatchCreateImportedApiKeysResponse: {
            /** @description In the order of the request. */
            results: components["schemas"]["BatchCreateImportedApiKeysResult"][];
            /**
             * Format: int32
             * @description How many keys were imported.
             */
            success_count: number;
            /**
             * Format: int32
             * @description How many keys were refused.
             */
            failure_count: number;
        };
        /** @description Either the imported key, or why it was refused. */
        BatchCreateImportedApiKeysResult: {
            /**
             * Format: int32
             * @description Place of the key in the request, from 0.
             */
            index: number;
            imported_api_key?: components["schemas"]["ImportedApiKey"];
            error_code?: components["schemas"]["BatchCreateImportedApiKeysErrorCode"];
            /** @description What was wrong with this key. */
            error_message?: string;
        };
        /** @description Several credentials at once. */
        BatchVerifyApiKeysRequest: {
            /** @description 1 to 100 credentials. */
            requests: components["schemas"]["VerifyApiKeyRequest"][];
        };
        /** @description One answer per credential. */
        BatchVerifyApiKeysResponse: {
            /** @description In the order of the request. */
            results: components["schemas"]["VerifyApiKeyResponse"][];
        };
        /** @description Revokes all keys of both kinds that a filter finds, for instance when somebody leaves. */
        BulkRevokeApiKeysRequest: {
            /** @description Which keys, as in a list (AIP-160): `actor_id="user_123"`. Never empty. */
            filter: string;
            reason?: components["schemas"]["RevocationReason"];
            /** @description Free text; only with REVOCATION_REASON_PRIVILEGE_WITHDRAWN. */
            description?: string;
            /**
             * @description Only counts (AIP-163); revokes nothing.
             * @default false
             */
            validate_only?: boolean;
        };
        /** @description How many keys it concerned. */
        BulkRevokeApiKeysResponse: {
            /**
             * Format: int32
             * @description Keys that the filter found and that were not revoked before.
             */
            matched_count: number;
            /**
             * Format: int32
             * @description Keys revoked by this call; 0 with validate_only.
             */
            revoked_count: number;
            /**
             * Format: int32
             * @description Keys that were found but could not be revoked; ask again.
             */
            failure_count: number;
        };
        /** @description A new webhook. */
        CreateWebhookBody: {
            /** @description Where messages are sent: http or https, reachable from the public internet unless the server allows private targets. */
            url: string;
            /** @description A note for people. */
            description?: string;
            /** @description What it is told of; empty: everything. */
            event_types?: string[];
        };
        /** @description A new API key of a workspace. */
        CreateWorkspaceApiKeyBody: {
            /** @description What people call the API key. */
            name: string;
            /**
             * Format: date-time
             * @description From then on it opens nothing. Left out: it has no end.
             */
            expires_at?: string;
        };
        /** @description A short-lived token in place of a key. */
        DeriveTokenRequest: {
            /** @description The key to derive from: issued or imported. At most 16 KiB. */
            credential?: string;
            algorithm?: components["schemas"]["TokenAlgorithm"];
            /** @description How long the token lives, never longer than its parent: `15m`, `1h`, `900s`. */
            ttl?: string;
            /** @description A part of the scopes of the parent. Left out: all of them. */
            scopes?: string[];
            /** @description Further claims, at most 4 KiB of JSON; names that the server writes itself are dropped. */
            custom_claims?: {
                [key: string]: unknown;
            };
        };
        /** @description The derived token, shown this once. */
        DeriveTokenResponse: {
            token: components["schemas"]["Token"];
        };
        /** @description What every refused or failed call answers. */
        ErrorGeneric: {
            error: components["schemas"]["GenericError"];
        };
        /** @description google.rpc.ErrorInfo (AIP-193). */
        ErrorInfo: {
            /** @constant */
            "@type": "type.googleapis.com/google.rpc.ErrorInfo";
            /** @description The stable name of the error: its id in upper case. */
            reason: string;
            /** @constant */
            domain: "latchkey";
            /** @description Particulars, such as `field` or `limit`; all text. */
            metadata: {
                [key: string]: string;
            };
        };
        /** @description An error of AIP-193. Contains no secret. */
        GenericError: {
            /**
             * Format: int32
             * @description HTTP status.
             */
            code: number;
            /** @description google.rpc.Code by name. */
            status: string;
            /** @description For people. */
            message: string;
            /** @description X-Request-ID of the call. */
            request: string;
            /** @description The stable name of the error. */
            id: string;
            /** @description What exactly was wrong; the message where there is nothing to add. */
            reason: string;
            /** @description Exactly one google.rpc.ErrorInfo. */
            details: components["schemas"]["ErrorInfo"][];
        };
        /** @description The same key set twice: at the top for JOSE libraries, under `jwks` for clients of the compatible API. */
        GetJWKSResponse: {
            /** @description As every JOSE library expects it. */
            keys: components["schemas"]["PublicJwk"][];
            jwks: components["schemas"]["Jwks"];
        };
        /**
         * @description The hash a key was digested with before it was handed over.
         * @enum {string}
         */
        HashAlgorithm: "sha256" | "sha512";
        /** @description The server cannot answer for now. */
        HealthNotReadyStatus: {
            /** @description What is missing, by name of the part. */
            errors: {
                [key: string]: string;
            };
        };
        /** @description The server does its work. */
        HealthStatus: {
            /** @description `ok`, or `degraded`. */
            status: string;
            /** @description What makes it slower or less exact for now, by name of the part. */
            degraded?: {
                [key: string]: string;
            };
        };
        /** @description Where a key may be used from. */
        IPRestriction: {
            /** @description CIDR ranges (RFC 4632, RFC 4291), canonical. */
            allowed_cidrs: string[];
        };
        /** @description Where a key may be used from. */
        IPRestrictionInput: {
            /** @description CIDR ranges with a mask (RFC 4632, RFC 4291), such as `10.0.0.0/8`. An empty list restricts nothing. */
            allowed_cidrs?: string[];
        };
        /** @description A key from elsewhere, in the clear or as its digest. */
        ImportApiKeyRequest: {
            /** @description What people call the key. */
            name: string;
            /** @description What the key may do, in your own words. */
            scopes?: string[];
            /** @description Your own attributes; at most 4 KiB of JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            rate_limit_policy?: components["schemas"]["RateLimitPolicyInput"];
            ip_restriction?: components["schemas"]["IPRestrictionInput"];
            /** @description The key in the clear, at most 16 KiB. Exactly one of raw_key and key_hash. */
            raw_key?: string;
            /** @description Digest of the key in hex or base64, so that its text stays where it is. */
            key_hash?: string;
            hash_algorithm?: components["schemas"]["HashAlgorithm"];
            /** @description Who the key acts for: an opaque id of yours. */
            actor_id: string;
            /** @description How long the key lives: `720h`, `90d`, `1y6mo`, `3600s`. Left out: the default of the project. */
            ttl?: string;
            visibility?: components["schemas"]["KeyVisibility"];
            /** @description Makes a retry safe: the same id gives the same key. */
            request_id?: string;
        };
        /** @description The record of a key that was generated elsewhere. The key itself is neither stored nor returned. */
        ImportedApiKey: {
            /** @description Names the key; safe to log. A UUID for issued keys, 64 hex digits for imported ones. */
            key_id: string;
            /** @description What people call the key. */
            name: string;
            /** @description Who the key acts for: an opaque id of yours; may be empty. */
            actor_id: string;
            /** @description What the key may do, in your own words. */
            scopes: string[];
            /** @description Your own attributes. */
            metadata: {
                [key: string]: unknown;
            };
            status: components["schemas"]["KeyStatus"];
            visibility: components["schemas"]["KeyVisibility"];
            /**
             * Format: date-time
             * @description When the key was created; RFC 3339, UTC.
             */
            create_time: string;
            /**
             * Format: date-time
             * @description When the record last changed; RFC 3339, UTC.
             */
            update_time: string;
            /**
             * Format: date-time
             * @description From when on the key is no longer valid; null when it never expires.
             */
            expire_time: string | null;
            /**
             * Format: date-time
             * @description When the key last verified, to the minute; null when it never did.
             */
            last_used_time: string | null;
            /** @description Where that verification came from; empty when unknown or never. */
            last_used_ip: string;
            /** @description How often the key may verify; null when there is no limit. */
            rate_limit_policy: components["schemas"]["RateLimitPolicy"] | null;
            /** @description Where the key may be used from; null means anywhere. */
            ip_restriction: components["schemas"]["IPRestriction"] | null;
            revocation_reason?: components["schemas"]["RevocationReason"];
            /** @description Only on a key revoked with PRIVILEGE_WITHDRAWN. */
            revocation_description?: string;
        };
        /** @description What a new key shall be. */
        IssueApiKeyRequest: {
            /** @description What people call the key. */
            name: string;
            /** @description What the key may do, in your own words. */
            scopes?: string[];
            /** @description Your own attributes; at most 4 KiB of JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            rate_limit_policy?: components["schemas"]["RateLimitPolicyInput"];
            ip_restriction?: components["schemas"]["IPRestrictionInput"];
            /** @description Who the key acts for: an opaque id of yours. */
            actor_id?: string;
            /** @description How long the key lives: `720h`, `90d`, `1y6mo`, `3600s`. Left out: the default of the project. */
            ttl?: string;
            visibility?: components["schemas"]["KeyVisibility"];
            /** @description Makes a retry safe: the same id gives the same key, without its secret. */
            request_id?: string;
        };
        /** @description The new key and its secret. */
        IssueApiKeyResponse: {
            issued_api_key: components["schemas"]["IssuedApiKey"];
            /** @description The key itself, shown this once; empty when a request_id was replayed. */
            secret: string;
        };
        /** @description The record of a key that was generated here. Never contains the secret. */
        IssuedApiKey: {
            /** @description Names the key; safe to log. A UUID for issued keys, 64 hex digits for imported ones. */
            key_id: string;
            /** @description What people call the key. */
            name: string;
            /** @description Who the key acts for: an opaque id of yours; may be empty. */
            actor_id: string;
            /** @description What the key may do, in your own words. */
            scopes: string[];
            /** @description Your own attributes. */
            metadata: {
                [key: string]: unknown;
            };
            status: components["schemas"]["KeyStatus"];
            visibility: components["schemas"]["KeyVisibility"];
            /**
             * Format: date-time
             * @description When the key was created; RFC 3339, UTC.
             */
            create_time: string;
            /**
             * Format: date-time
             * @description When the record last changed; RFC 3339, UTC.
             */
            update_time: string;
            /**
             * Format: date-time
             * @description From when on the key is no longer valid; null when it never expires.
             */
            expire_time: string | null;
            /**
             * Format: date-time
             * @description When the key last verified, to the minute; null when it never did.
             */
            last_used_time: string | null;
            /** @description Where that verification came from; empty when unknown or never. */
            last_used_ip: string;
            /** @description How often the key may verify; null when there is no limit. */
            rate_limit_policy: components["schemas"]["RateLimitPolicy"] | null;
            /** @description Where the key may be used from; null means anywhere. */
            ip_restriction: components["schemas"]["IPRestriction"] | null;
            revocation_reason?: components["schemas"]["RevocationReason"];
            /** @description Only on a key revoked with PRIVILEGE_WITHDRAWN. */
            revocation_description?: string;
            /** @description key_id of the key that this one replaced by rotation; otherwise empty. */
            supersedes: string;
            /** @description key_id of the key that replaced this one by rotation; otherwise empty. */
            superseded_by: string;
        };
        /** @description A JSON Web Key Set (RFC 7517 §5). */
        Jwks: {
            /** @description Current and retired keys. */
            keys: components["schemas"]["PublicJwk"][];
        };
        /**
         * @description Where a key stands now. EXPIRED follows from `expire_time`; SUSPENDED can be resumed, REVOKED is final.
         * @default KEY_STATUS_UNSPECIFIED
         * @enum {string}
         */
        KeyStatus: "KEY_STATUS_UNSPECIFIED" | "KEY_STATUS_ACTIVE" | "KEY_STATUS_REVOKED" | "KEY_STATUS_EXPIRED" | "KEY_STATUS_SUSPENDED";
        /**
         * @description SECRET stays on servers, PUBLIC may ship inside a client. Unspecified means SECRET. It is not a permission.
         * @default KEY_VISIBILITY_UNSPECIFIED
         * @enum {string}
         */
        KeyVisibility: "KEY_VISIBILITY_UNSPECIFIED" | "KEY_VISIBILITY_SECRET" | "KEY_VISIBILITY_PUBLIC";
        /** @description One page of audit events. */
        ListAuditEventsResponse: {
            /** @description Newest first. */
            audit_events: components["schemas"]["AuditEvent"][];
            /** @description For the next page; empty on the last. */
            next_page_token: string;
        };
        /** @description One page of imported keys. */
        ListImportedApiKeysResponse: {
            /** @description Newest first. */
            imported_api_keys: components["schemas"]["ImportedApiKey"][];
            /** @description For the next page; empty on the last. */
            next_page_token: string;
        };
        /** @description One page of issued keys. */
        ListIssuedApiKeysResponse: {
            /** @description Newest first. */
            issued_api_keys: components["schemas"]["IssuedApiKey"][];
            /** @description For the next page; empty on the last. */
            next_page_token: string;
        };
        /** @description What changed in the settings of a project, when and by whom. */
        ListProjectRevisionsResponse: {
            /** @description Newest first, at most 100. */
            revisions: components["schemas"]["ProjectRevision"][];
        };
        /** @description The secrets of a project, without what is secret about them. */
        ListProjectSecretsResponse: {
            /** @description By purpose; the current one first, then the retired ones, newest first. */
            secrets: components["schemas"]["ProjectSecret"][];
        };
        /** @description Where a key was presented from. */
        ListUsageSourcesResponse: {
            /** @description The latest first; at most 100 and the rest. */
            sources: components["schemas"]["UsageSource"][];
        };
        /** @description One page of refusals. */
        ListVerificationFailuresResponse: {
            /** @description Those of the latest minute first. */
            verification_failures: components["schemas"]["VerificationFailureCount"][];
            /** @description For the next page; empty on the last. */
            next_page_token: string;
        };
        /** @description What was sent to a webhook, or will be. */
        ListWebhookDeliveriesResponse: {
            /** @description Newest first. */
            deliveries: components["schemas"]["WebhookDelivery"][];
            /** @description For the next page; empty on the last. */
            next_page_token: string;
        };
        /** @description The webhooks of a project. */
        ListWebhooksResponse: {
            /** @description Oldest first. */
            webhooks: components["schemas"]["Webhook"][];
        };
        /** @description This document (OpenAPI 3.1). */
        OpenApiDocument: {
            [key: string]: unknown;
        };
        /** @description One state of the settings of a project. */
        ProjectRevision: {
            /**
             * Format: uuid
             * @description As in the project at that time.
             */
            revision_id: string;
            /** @description 1, 2, 3 … */
            revision: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            author: components["schemas"]["RevisionAuthor"];
            /** @description The settings that differed from the defaults. */
            config: {
                [key: string]: unknown;
            };
        };
        /** @description What may be known about a secret of a project. The secret itself never leaves the server. */
        ProjectSecret: {
            /**
             * Format: uuid
             * @description Of the secret.
             */
            id: string;
            /**
             * @description hmac: checksums of API keys and macaroons. signing: derived JWTs.
             * @enum {string}
             */
            purpose: "hmac" | "signing";
            /**
             * @description Whether it signs, or only verifies.
             * @enum {string}
             */
            state: "current" | "retired";
            /** @description Key id in JWKS and token headers; only of a signing key. */
            kid?: string;
            /** @description Tells secrets apart: 16 hex digits that say nothing about the secret. */
            fingerprint: string;
            /**
             * Format: date-time
             * @description When the secret was made.
             */
            created_time: string;
            /**
             * Format: date-time
             * @description When a retired secret stops verifying; null is without an end.
             */
            expires_at: string | null;
            /** @description Keys issued under it that are not revoked; only of an HMAC secret. */
            live_keys?: number;
        };
        /** @description The public half of a signing key (RFC 7517, RFC 8037). Never has private members. */
        PublicJwk: {
            /** @description Key type: OKP or RSA. */
            kty: string;
            /** @description Key id, as in the header of a token. */
            kid: string;
            /** @description EdDSA or RS256. */
            alg?: string;
            /** @description Always `sig`. */
            use?: string;
            /** @description Curve of an OKP or EC key. */
            crv?: string;
            /** @description Public point of an OKP or EC key, base64url. */
            x?: string;
            /** @description Second coordinate of an EC key, base64url. */
            y?: string;
            /** @description Modulus of an RSA key, base64url. */
            n?: string;
            /** @description Exponent of an RSA key, base64url. */
            e?: string;
        };
        /** @description How often keys were verified. */
        QueryUsageResponse: {
            /**
             * Format: date-time
             * @description When the first slot begins.
             */
            start_time: string;
            /**
             * Format: date-time
             * @description When the last slot ends.
             */
            end_time: string;
            /**
             * @description Length of the slots.
             * @enum {string}
             */
            granularity: "MINUTE" | "HOUR" | "DAY";
            /**
             * @description What is told apart.
             * @enum {string}
             */
            group_by: "OUTCOME" | "KEY" | "ACTOR";
            /** @description Whether verifications are counted at present. */
            recording: boolean;
            total: components["schemas"]["UsageCounts"];
            /** @description Most verifications first; with KEY and ACTOR only. */
            groups: components["schemas"]["UsageGroup"][];
            /** @description By time, then as `groups`. Slots without verifications are left out. */
            buckets: components["schemas"]["UsageBucket"][];
        };
        /** @description At most `quota` verifications in any `window`. Enforced when the project says so. */
        RateLimitPolicy: {
            /**
             * Format: int64
             * @description Verifications allowed per window; an int64 as decimal text.
             */
            quota: string;
            /** @description A label for people, such as `requests`; empty when none was given. */
            unit: string;
            /** @description Length of the window in protobuf seconds, such as `60s`. */
            window: string;
        };
        /** @description At most `quota` verifications in any `window`. */
        RateLimitPolicyInput: {
            /**
             * Format: int64
             * @description Verifications allowed per window; an int64 as a number or as decimal text.
             */
            quota: string | number;
            /** @description A label for people, such as `requests`. */
            unit?: string;
            /** @description Length of the window: protobuf seconds (`60s`) or a Go duration (`1h30m`), at least one second. */
            window: string;
        };
        /** @description Which dead deliveries are sent again; may be left out altogether. */
        ReplayWebhookBody: {
            /**
             * Format: date-time
             * @description Only messages since then. Left out: all that are kept.
             */
            since?: string;
        };
        /** @description How many deliveries are sent again. */
        ReplayWebhookResponse: {
            /** @description Deliveries that begin anew; at most 10,000 in one call. */
            replayed: number;
        };
        /** @description Who made a change. */
        RevisionAuthor: {
            /** @description What kind of caller: `access_key`, `account`, `operator`, `unauthenticated_admin`. */
            kind: string;
            /** @description Of the caller. */
            id: string;
            /** @description Of the caller, for people. */
            name: string;
        };
        /**
         * @description Why a key was revoked: the reasons of RFC 5280 §5.3.1 that can happen to an API key.
         * @default REVOCATION_REASON_UNSPECIFIED
         * @enum {string}
         */
        RevocationReason: "REVOCATION_REASON_UNSPECIFIED" | "REVOCATION_REASON_KEY_COMPROMISE" | "REVOCATION_REASON_AFFILIATION_CHANGED" | "REVOCATION_REASON_SUPERSEDED" | "REVOCATION_REASON_PRIVILEGE_WITHDRAWN";
        /** @description The new key with its secret, and the one it replaces. */
        RotateIssuedApiKeyResponse: {
            issued_api_key: components["schemas"]["IssuedApiKey"];
            /** @description The new key itself, shown this once. */
            secret: string;
            old_issued_api_key: components["schemas"]["IssuedApiKey"];
        };
        /** @description How the secret is replaced. */
        RotateProjectSecretBody: {
            /**
             * @description graceful: what the old secret signed still verifies, until `expires_at` or without an end. revoke: from now on it does not.
             * @enum {string}
             */
            mode: "graceful" | "revoke";
            /**
             * Format: date-time
             * @description Only with graceful: when the old secret stops verifying; RFC 3339. Left out: never.
             */
            expires_at?: string;
        };
        /** @description The secrets of the project after the rotation. */
        RotateProjectSecretResponse: {
            /** @description By purpose; the current one first, then the retired ones, newest first. */
            secrets: components["schemas"]["ProjectSecret"][];
            /** @description What was ignored, and which live keys the change leaves behind. Empty when all is well. */
            warnings: components["schemas"]["Warning"][];
        };
        /** @description How the signing secret is replaced; may be left out altogether. */
        RotateWebhookSecretBody: {
            /** @description How long the secret before signs as well, such as `24h` (the default) or `7d`; at most 30 days. `0s`: it stops at once. */
            grace_period?: string;
        };
        /** @description Revokes a key by the key itself. PRIVILEGE_WITHDRAWN is not for its holder to say. */
        SelfRevokeApiKeyRequest: {
            /** @description The key to revoke: having it is the proof. Issued or imported. At most 16 KiB. */
            credential?: string;
            reason?: components["schemas"]["RevocationReason"];
        };
        /** @description Empty: the key is revoked. */
        SelfRevokeApiKeyResponse: Record<string, never>;
        /** @description A derived token. */
        Token: {
            /** @description The token itself: a compact JWS (RFC 7515), or a macaroon behind its prefix. */
            token: string;
            /**
             * Format: date-time
             * @description From when on the token is no longer valid; RFC 3339, UTC.
             */
            expire_time: string;
            /** @description What the token may do. */
            scopes: string[];
            /** @description What the token says, decoded. */
            claims: {
                [key: string]: unknown;
            };
        };
        /**
         * @description JWT: anybody can check it offline with the JWKS. MACAROON: its holder can narrow it offline. Unspecified means JWT.
         * @default TOKEN_ALGORITHM_UNSPECIFIED
         * @enum {string}
         */
        TokenAlgorithm: "TOKEN_ALGORITHM_UNSPECIFIED" | "TOKEN_ALGORITHM_JWT" | "TOKEN_ALGORITHM_MACAROON";
        /** @description The members of an imported key that may change. */
        UpdateImportedApiKeyFields: {
            /** @description What people call the key. */
            name?: string;
            /** @description What the key may do, in your own words. */
            scopes?: string[];
            /** @description Your own attributes; at most 4 KiB of JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            rate_limit_policy?: components["schemas"]["RateLimitPolicyInput"];
            ip_restriction?: components["schemas"]["IPRestrictionInput"];
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly actor_id?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly create_time?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly expire_time?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly last_used_time?: string;
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly last_used_ip?: string;
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly revocation_description?: string;
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly revocation_reason?: "REVOCATION_REASON_UNSPECIFIED" | "REVOCATION_REASON_KEY_COMPROMISE" | "REVOCATION_REASON_AFFILIATION_CHANGED" | "REVOCATION_REASON_SUPERSEDED" | "REVOCATION_REASON_PRIVILEGE_WITHDRAWN";
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly status?: "KEY_STATUS_UNSPECIFIED" | "KEY_STATUS_ACTIVE" | "KEY_STATUS_REVOKED" | "KEY_STATUS_EXPIRED" | "KEY_STATUS_SUSPENDED";
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly update_time?: string;
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly visibility?: "KEY_VISIBILITY_UNSPECIFIED" | "KEY_VISIBILITY_SECRET" | "KEY_VISIBILITY_PUBLIC";
        };
        /** @description The new values, bare or wrapped in `imported_api_key`. What `update_mask` names and the body leaves out is cleared. */
        UpdateImportedApiKeyRequest: {
            /** @description What people call the key. */
            name?: string;
            /** @description What the key may do, in your own words. */
            scopes?: string[];
            /** @description Your own attributes; at most 4 KiB of JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            rate_limit_policy?: components["schemas"]["RateLimitPolicyInput"];
            ip_restriction?: components["schemas"]["IPRestrictionInput"];
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly actor_id?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly create_time?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly expire_time?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly last_used_time?: string;
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly last_used_ip?: string;
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly revocation_description?: string;
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly revocation_reason?: "REVOCATION_REASON_UNSPECIFIED" | "REVOCATION_REASON_KEY_COMPROMISE" | "REVOCATION_REASON_AFFILIATION_CHANGED" | "REVOCATION_REASON_SUPERSEDED" | "REVOCATION_REASON_PRIVILEGE_WITHDRAWN";
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly status?: "KEY_STATUS_UNSPECIFIED" | "KEY_STATUS_ACTIVE" | "KEY_STATUS_REVOKED" | "KEY_STATUS_EXPIRED" | "KEY_STATUS_SUSPENDED";
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly update_time?: string;
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly visibility?: "KEY_VISIBILITY_UNSPECIFIED" | "KEY_VISIBILITY_SECRET" | "KEY_VISIBILITY_PUBLIC";
            imported_api_key?: components["schemas"]["UpdateImportedApiKeyFields"];
        };
        /** @description The members of an issued key that may change. */
        UpdateIssuedApiKeyFields: {
            /** @description What people call the key. */
            name?: string;
            /** @description What the key may do, in your own words. */
            scopes?: string[];
            /** @description Your own attributes; at most 4 KiB of JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            rate_limit_policy?: components["schemas"]["RateLimitPolicyInput"];
            ip_restriction?: components["schemas"]["IPRestrictionInput"];
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly actor_id?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly create_time?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly expire_time?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly last_used_time?: string;
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly last_used_ip?: string;
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly revocation_description?: string;
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly revocation_reason?: "REVOCATION_REASON_UNSPECIFIED" | "REVOCATION_REASON_KEY_COMPROMISE" | "REVOCATION_REASON_AFFILIATION_CHANGED" | "REVOCATION_REASON_SUPERSEDED" | "REVOCATION_REASON_PRIVILEGE_WITHDRAWN";
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly status?: "KEY_STATUS_UNSPECIFIED" | "KEY_STATUS_ACTIVE" | "KEY_STATUS_REVOKED" | "KEY_STATUS_EXPIRED" | "KEY_STATUS_SUSPENDED";
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly update_time?: string;
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly visibility?: "KEY_VISIBILITY_UNSPECIFIED" | "KEY_VISIBILITY_SECRET" | "KEY_VISIBILITY_PUBLIC";
        };
        /** @description The new values, bare or wrapped in `issued_api_key`. What `update_mask` names and the body leaves out is cleared. */
        UpdateIssuedApiKeyRequest: {
            /** @description What people call the key. */
            name?: string;
            /** @description What the key may do, in your own words. */
            scopes?: string[];
            /** @description Your own attributes; at most 4 KiB of JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            rate_limit_policy?: components["schemas"]["RateLimitPolicyInput"];
            ip_restriction?: components["schemas"]["IPRestrictionInput"];
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly actor_id?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly create_time?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly expire_time?: string;
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly last_used_time?: string;
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly last_used_ip?: string;
            /** @description Ignored: so that a record that was read can be sent back as it is. */
            readonly revocation_description?: string;
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly revocation_reason?: "REVOCATION_REASON_UNSPECIFIED" | "REVOCATION_REASON_KEY_COMPROMISE" | "REVOCATION_REASON_AFFILIATION_CHANGED" | "REVOCATION_REASON_SUPERSEDED" | "REVOCATION_REASON_PRIVILEGE_WITHDRAWN";
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly status?: "KEY_STATUS_UNSPECIFIED" | "KEY_STATUS_ACTIVE" | "KEY_STATUS_REVOKED" | "KEY_STATUS_EXPIRED" | "KEY_STATUS_SUSPENDED";
            /**
             * Format: date-time
             * @description Ignored: so that a record that was read can be sent back as it is.
             */
            readonly update_time?: string;
            /**
             * @description Ignored: so that a record that was read can be sent back as it is.
             * @enum {string}
             */
            readonly visibility?: "KEY_VISIBILITY_UNSPECIFIED" | "KEY_VISIBILITY_SECRET" | "KEY_VISIBILITY_PUBLIC";
            issued_api_key?: components["schemas"]["UpdateIssuedApiKeyFields"];
        };
        /** @description What changes; what is left out stays. */
        UpdateWebhookBody: {
            /** @description Where messages are sent: http or https, reachable from the public internet unless the server allows private targets. */
            url?: string;
            /** @description A note for people. */
            description?: string;
            /** @description What it is told of; empty: everything. */
            event_types?: string[];
            /** @description false: is told nothing until it is enabled again. */
            enabled?: boolean;
        };
        /** @description One slot of one group. */
        UsageBucket: {
            /**
             * Format: date-time
             * @description When the slot begins; RFC 3339, UTC.
             */
            start_time: string;
            /** @description key_id or actor_id; empty where there is none, and where nothing is told apart. */
            group: string;
            /** @description Whether this adds up the groups that are not told apart. */
            is_rest: boolean;
            counts: components["schemas"]["UsageCounts"];
        };
        /** @description How verifications ended; int64 as decimal text. */
        UsageCounts: {
            /**
             * Format: int64
             * @description All verifications.
             */
            total: string;
            /**
             * Format: int64
             * @description Valid.
             */
            valid: string;
            /**
             * Format: int64
             * @description Unknown, forged, or of another project.
             */
            not_found: string;
            /**
             * Format: int64
             * @description Of a key that had expired.
             */
            expired: string;
            /**
             * Format: int64
             * @description Of a key that had been revoked.
             */
            revoked: string;
            /**
             * Format: int64
             * @description Of a suspended key.
             */
            suspended: string;
            /**
             * Format: int64
             * @description Derived tokens that did not verify.
             */
            signature_invalid: string;
            /**
             * Format: int64
             * @description Empty or far too long.
             */
            invalid_format: string;
            /**
             * Format: int64
             * @description From an address that the key may not be used from.
             */
            ip_not_allowed: string;
            /**
             * Format: int64
             * @description Without a required scope.
             */
            insufficient_scope: string;
            /**
             * Format: int64
             * @description Beyond the rate limit of the key.
             */
            rate_limited: string;
            /**
             * Format: int64
             * @description Items of a batch that could not be answered.
             */
            internal: string;
        };
        /** @description One group over the whole range. */
        UsageGroup: {
            /** @description key_id or actor_id; empty where there is none, and where nothing is told apart. */
            group: string;
            /** @description Whether this adds up the groups that are not told apart. */
            is_rest: boolean;
            counts: components["schemas"]["UsageCounts"];
        };
        /** @description An address that a key was presented from. */
        UsageSource: {
            /** @description The address; empty for those that are unknown or not told apart. */
            ip: string;
            /**
             * Format: date-time
             * @description The first verification from there.
             */
            first_seen_time: string;
            /**
             * Format: date-time
             * @description The last verification from there.
             */
            last_seen_time: string;
            /**
             * Format: int64
             * @description Verifications from there.
             */
            count: string;
        };
        /**
         * @description Why a credential is not good now.
         * @default VERIFICATION_ERROR_UNSPECIFIED
         * @enum {string}
         */
        VerificationErrorCode: "VERIFICATION_ERROR_UNSPECIFIED" | "VERIFICATION_ERROR_INVALID_FORMAT" | "VERIFICATION_ERROR_EXPIRED" | "VERIFICATION_ERROR_REVOKED" | "VERIFICATION_ERROR_NOT_FOUND" | "VERIFICATION_ERROR_SIGNATURE_INVALID" | "VERIFICATION_ERROR_INTERNAL" | "VERIFICATION_ERROR_IP_NOT_ALLOWED" | "VERIFICATION_ERROR_RATE_LIMITED" | "VERIFICATION_ERROR_SUSPENDED" | "VERIFICATION_ERROR_INSUFFICIENT_SCOPE";
        /** @description Refusals of one key, for one reason, from one address, in one minute. */
        VerificationFailureCount: {
            /**
             * Format: date-time
             * @description The minute in which they were refused.
             */
            start_time: string;
            /** @description The key; empty for credentials that belong to none. */
            key_id: string;
            error_code: components["schemas"]["VerificationErrorCode"];
            /** @description Where they came from; empty for addresses that are unknown or not told apart. */
            ip: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: string;
        };
        /** @description A credential that somebody presented. */
        VerifyApiKeyRequest: {
            /** @description An issued key, an imported key or a derived token. At most 16 KiB. */
            credential?: string;
            /** @description All of these must be held; `read:*` on a key covers `read:orders`. */
            required_scopes?: string[];
            /**
             * @description Costs no rate limit, leaves last_used_time as it is and is not counted.
             * @default false
             */
            dry_run?: boolean;
            /**
             * @description How much of the rate limit this verification costs.
             * @default 1
             */
            cost?: number;
        };
        /** @description Whether the credential is good now, and what it stands for. */
        VerifyApiKeyResponse: {
            /** @description The answer. Nothing else decides. */
            is_valid: boolean;
            status: components["schemas"]["KeyStatus"];
            /** @description The key, or the parent key of a derived token; empty when not valid. */
            key_id: string;
            /** @description Who the key acts for. */
            actor_id: string;
            /** @description What the credential may do. */
            scopes: string[];
            /** @description Your own attributes of the key. */
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description From when on the credential is no longer valid; null when it never expires.
             */
            expire_time: string | null;
            visibility: components["schemas"]["KeyVisibility"];
            /** @description Issuer of the project, as in the `iss` claim of derived tokens. */
            issuer: string;
            /** @description How often the key may verify; null when there is no limit. */
            rate_limit_policy: components["schemas"]["RateLimitPolicy"] | null;
            /**
             * Format: int64
             * @description How many verifications are left; only where limits are enforced.
             */
            rate_limit_remaining?: string;
            /**
             * Format: date-time
             * @description When the whole quota is back; only where limits are enforced.
             */
            rate_limit_reset_time?: string;
            error_code?: components["schemas"]["VerificationErrorCode"];
            /** @description error_code in words; only when not valid. */
            error_message?: string;
        };
        /** @description Which server this is. */
        Version: {
            /** @description Version of the server, as in semver. */
            version: string;
        };
        /** @description Something that did not stop the change, and that you will want to know. */
        Warning: {
            /**
             * Format: int64
             * @description Stable number of the kind of warning.
             */
            code: number;
            /** @description What had no effect, or what it breaks; for people. */
            message: string;
        };
        /** @description A receiver that is told what happens in a project (Standard Webhooks). */
        Webhook: {
            /**
             * Format: uuid
             * @description Of the webhook.
             */
            id: string;
            /**
             * Format: uuid
             * @description The project whose events it is told of.
             */
            project_id: string;
            /** @description Where messages are sent. */
            url: string;
            /** @description A note for people. */
            description: string;
            /** @description What it is told of; empty: everything. */
            event_types: ("api_key.issued" | "api_key.imported" | "api_key.updated" | "api_key.rotated" | "api_key.suspended" | "api_key.resumed" | "api_key.revoked" | "api_key.deleted" | "api_key.expiring_soon" | "api_key.expired" | "api_key.unused" | "quota.threshold" | "verification.refusals_burst" | "project.updated" | "project.suspended" | "project.resumed" | "project.secret_rotated" | "project.secret_removed" | "access_key.created" | "access_key.deleted")[];
            /**
             * @description Whether it is told anything.
             * @enum {string}
             */
            state: "enabled" | "disabled";
            /**
             * @description gone: the receiver answered 410.
             * @enum {string}
             */
            disabled_because?: "by_hand" | "gone";
            /** @description All that sign, the current one first. */
            secrets: components["schemas"]["WebhookSecret"][];
            /** @description The signing secret (`whsec_…`): only in the answer that makes it. */
            secret?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updated_at: string;
        };
        /** @description One message on its way to one webhook. */
        WebhookDelivery: {
            /** @description `webhook-id` of the message: the same on every attempt and replay. */
            message_id: string;
            /**
             * Format: uuid
             * @description The webhook.
             */
            webhook_id: string;
            /** @description Of the event, or `webhook.test`. */
            type: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            created_at: string;
            /**
             * @description pending: will be tried (again). delivered: the receiver answered 2xx. dead: given up; may be replayed.
             * @enum {string}
             */
            state: "pending" | "delivered" | "dead";
            /** @description Begun since the message or its last replay. */
            attempts: number;
            /**
             * Format: date-time
             * @description While it is pending.
             */
            next_attempt_at?: string;
            /**
             * Format: date-time
             * @description When the last attempt ended.
             */
            last_attempt_at?: string;
            /** @description What the receiver answered last. */
            last_status?: number;
            /** @description Why the last attempt failed: `status_not_2xx`, `timeout`, `connection_failed`, `tls_failed`, `name_not_resolved`, `answer_malformed`, `target_not_allowed` or `endpoint_disabled`. */
            last_error?: string;
            /** @description The body as it is sent, byte for byte; only where one delivery is read. */
            payload?: string;
        };
        /** @description That there is a signing secret; the secret itself is shown once. */
        WebhookSecret: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it stops signing; null for the current one.
             */
            expires_at: string | null;
        };
        /** @description An organization; there are none here. */
        basicOrganization: {
            /**
             * Format: uuid
             * @description Of the organization.
             */
            id: string;
            /** @description What people call it. */
            label: string;
            /** @description Its domains. */
            domains: string[];
            /**
             * @description Where the project lives: here always `global`. Accepted and ignored when a project is made.
             * @enum {string}
             */
            default_region?: "eu-central" | "asia-northeast" | "us-east" | "us-west" | "eu" | "asia" | "us" | "global";
            /** @description How long its sessions last. */
            session_lifespan?: string;
        };
        /** @description Whom to offer which role. */
        createInvitationBody: {
            /** @description Whom to invite. */
            email: string;
            /**
             * @description What a person may do: owners everything, developers work with projects and keys, viewers look.
             * @enum {string}
             */
            role: "owner" | "developer" | "viewer";
            /** @description The project that the role is for. Left out: the whole workspace. */
            project_id?: string;
        };
        /** @description The new invitation and its link. */
        createInvitationResponse: {
            invitation: components["schemas"]["invitation"];
            /** @description Where the person accepts. Its token is shown this once; hand it over safely. */
            link: string;
        };
        /** @description A new API key of a project. */
        createProjectApiKeyBody: {
            /** @description What people call the API key. */
            name: string;
            /**
             * Format: date-time
             * @description From then on it opens nothing. Left out: it has no end.
             */
            expires_at?: string;
            /** @description What it may do: `full`, `read`, `verify`, or a list of permissions. Left out: `full`. */
            permissions?: string[] | string;
        };
        /** @description A new project. */
        createProjectBody: {
            /** @description What people call the project. */
            name: string;
            /**
             * @description What the project is for; a label.
             * @enum {string}
             */
            environment: "prod" | "stage" | "dev";
            /**
             * @description Where the project lives: here always `global`. Accepted and ignored when a project is made.
             * @enum {string}
             */
            home_region?: "eu-central" | "asia-northeast" | "us-east" | "us-west" | "eu" | "asia" | "us" | "global";
            /**
             * Format: uuid
             * @description May be left out by who sees exactly one workspace.
             */
            workspace_id?: string;
            /** @description False makes the project without API keys, until they are enabled. Not in the compatible API. */
            talos?: boolean;
        };
        /** @description A new workspace. */
        createWorkspaceBody: {
            /** @description What people call the workspace. */
            name: string;
        };
        /** @description The offer of a role. Never contains its token. */
        invitation: {
            /**
             * Format: uuid
             * @description Of the invitation.
             */
            id: string;
            /** @description The only address that may accept it. */
            email: string;
            /**
             * @description What a person may do: owners everything, developers work with projects and keys, viewers look.
             * @enum {string}
             */
            role: "owner" | "developer" | "viewer";
            /**
             * Format: uuid4
             * @description The only project that the role is for; null: the whole workspace.
             */
            project_id: string | null;
            /** @description Who invited. */
            invited_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description From then on nobody can accept it.
             */
            expires_at: string;
        };
        /** @description One operation of a JSON Patch. */
        jsonPatch: {
            /**
             * @description What to do.
             * @enum {string}
             */
            op: "add" | "remove" | "replace" | "move" | "copy" | "test";
            /** @description Where: a JSON Pointer (RFC 6901) into the project. */
            path: string;
            /** @description From where, for `move` and `copy`. */
            from?: string;
            /** @description For `add`, `replace` and `test`; null is a value. */
            value?: unknown;
        };
        /** @description A JSON Patch (RFC 6902) of the project as it is read. All of it is done, or nothing. */
        jsonPatchDocument: components["schemas"]["jsonPatch"][];
        /** @description The invitations that nobody has accepted or taken back. */
        listInvitations: {
            /** @description Oldest first; those that have expired are still here. */
            invitations: components["schemas"]["invitation"][];
        };
        /** @description The people of a workspace and of its projects. */
        listWorkspaceMembers: {
            /** @description In the order of their joining; a person once per role. */
            members: components["schemas"]["workspaceMember"][];
        };
        /** @description The projects of a workspace. */
        listWorkspaceProjects: {
            /** @description Oldest first. */
            projects: components["schemas"]["projectMetadata"][];
            /** @description Always empty: every project is in this answer. */
            next_page: string;
            /** @description Always false: every project is in this answer. */
            has_next_page: boolean;
        };
        /** @description One page of workspaces. */
        listWorkspaces: {
            /** @description Those that the caller belongs to, oldest first. */
            workspaces: components["schemas"]["workspace"][];
            /** @description For the next page; empty on the last. */
            next_page_token: string;
            /** @description Whether there are more. */
            has_next_page: boolean;
        };
        /** @description A project with its settings. Never contains a secret. */
        project: {
            /**
             * Format: uuid
             * @description Of the project.
             */
            id: string;
            /** @description The project as part of a host name: a DNS label. */
            slug: string;
            /** @description What people call the project. */
            name: string;
            /**
             * @description What the project is for; a label.
             * @enum {string}
             */
            environment: "prod" | "stage" | "dev";
            /**
             * @description Where the project lives: here always `global`. Accepted and ignored when a project is made.
             * @enum {string}
             */
            home_region: "eu-central" | "asia-northeast" | "us-east" | "us-west" | "eu" | "asia" | "us" | "global";
            /**
             * @description `halted` while the project is suspended.
             * @enum {string}
             */
            readonly state: "running" | "halted" | "deleted";
            /**
             * Format: uuid4
             * @description The workspace that the project belongs to.
             */
            workspace_id?: string | null;
            /** @description Host names that the project answers at: its own first, then the custom domains that the operator gave it. Not in the compatible API. */
            hosts: string[];
            /**
             * Format: date-time
             * @description When the project was made. Not in the compatible API.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the project last changed. Not in the compatible API.
             */
            updated_at: string;
            /**
             * Format: uuid
             * @description Names this state of name and settings; a change gives another one.
             */
            revision_id: string;
            services: components["schemas"]["projectServices"];
            cors_public?: components["schemas"]["projectCors"];
            cors_admin?: components["schemas"]["projectCors"];
            /** @description Always empty. */
            organizations: components["schemas"]["basicOrganization"][];
        };
        /** @description A credential for the API keys of one project. */
        projectApiKey: {
            /**
             * Format: uuid
             * @description Of the API key.
             */
            id: string;
            /** @description What people call the API key. */
            name: string;
            /**
             * Format: uuid
             * @description The project or workspace that the API key belongs to.
             */
            owner_id: string;
            /** @description The API key itself: only in the answer that creates it. */
            value?: string;
            /** @description The last four characters, to recognise it by. */
            last_characters?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at?: string;
            /**
             * Format: date-time
             * @description When its record last changed.
             */
            updated_at?: string;
            /**
             * Format: date-time
             * @description From then on it opens nothing; left out: it has no end.
             */
            expires_at?: string;
            /**
             * Format: uuid
             * @description The project.
             */
            project_id?: string;
            /** @description What it may do. */
            permissions?: ("keys:verify" | "keys:read" | "keys:issue" | "keys:import" | "keys:update" | "keys:rotate" | "keys:revoke" | "keys:delete" | "tokens:derive" | "usage:read" | "audit:read")[];
        };
        /** @description The API keys of a project, newest first. */
        projectApiKeys: components["schemas"]["projectApiKey"][];
        /** @description Cross-origin requests; not offered here. */
        projectCors: {
            /** @description Here always false: put the API behind your own origin instead. */
            enabled?: boolean;
            /** @description Here always empty. */
            origins?: string[];
        };
        /** @description A person with a role in a project. */
        projectMember: {
            /**
             * Format: uuid
             * @description Of the person.
             */
            id: string;
            /** @description Where the person is reached, in lower case. */
            email: string;
            /** @description What the person is called; may be empty. */
            name: string;
            /** @description Whether the address was proved. */
            email_verified: boolean;
            /**
             * @description What a person may do: owners everything, developers work with projects and keys, viewers look.
             * @enum {string}
             */
            role: "owner" | "developer" | "viewer";
            /** @description Always false: there is no emergency access here. */
            break_glass?: boolean;
            /**
             * Format: uuid4
             * @description Always null: there are no organizations here.
             */
            organization_id?: string | null;
            /**
             * @description What the person is a member of: this project only, or the workspace with all of its projects.
             * @enum {string}
             */
            source?: "project" | "workspace";
        };
        /** @description The people of a project, in the order of their joining. */
        projectMembers: components["schemas"]["projectMember"][];
        /** @description A project without its settings. */
        projectMetadata: {
            /**
             * Format: uuid
             * @description Of the project.
             */
            id: string;
            /** @description The project as part of a host name: a DNS label. */
            slug: string;
            /** @description What people call the project. */
            name: string;
            /**
             * @description What the project is for; a label.
             * @enum {string}
             */
            environment: "prod" | "stage" | "dev";
            /**
             * @description Where the project lives: here always `global`. Accepted and ignored when a project is made.
             * @enum {string}
             */
            home_region: "eu-central" | "asia-northeast" | "us-east" | "us-west" | "eu" | "asia" | "us" | "global";
            /**
             * @description `halted` while the project is suspended.
             * @enum {string}
             */
            readonly state: "running" | "halted" | "deleted";
            /**
             * Format: uuid4
             * @description The workspace that the project belongs to.
             */
            workspace_id?: string | null;
            /** @description Host names that the project answers at: its own first, then the custom domains that the operator gave it. */
            hosts: string[];
            /**
             * Format: date-time
             * @description When the project was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the project last changed.
             */
            updated_at: string;
            /**
             * Format: uuid4
             * @description Always null: nobody is billed here.
             */
            subscription_id?: string | null;
            /** @description Name of the plan of the workspace; null for the default plan. */
            subscription_plan?: string | null;
            workspace?: components["schemas"]["workspace"];
        };
        /** @description Projects, oldest first. */
        projectMetadataList: components["schemas"]["projectMetadata"][];
        /** @description A service that this server does not have. */
        projectServiceAccountExperience: {
            /** @description Ignored, with a warning. */
            config: {
                [key: string]: unknown;
            };
        };
        /** @description A service that this server does not have. */
        projectServiceIdentity: {
            /** @description Ignored, with a warning. */
            config: {
                [key: string]: unknown;
            };
        };
        /** @description A service that this server does not have. */
        projectServiceOAuth2: {
            /** @description Ignored, with a warning. */
            config: {
                [key: string]: unknown;
            };
        };
        /** @description A service that this server does not have. */
        projectServicePermission: {
            /** @description Ignored, with a warning. */
            config: {
                [key: string]: unknown;
            };
        };
        /** @description API keys. */
        projectServiceTalos: {
            /** @description The settings in effect in the shape of a Talos config file, defaults included. Never contains a secret. */
            config: {
                [key: string]: unknown;
            };
            /** @description Whether API keys are switched on for the project. Not in the compatible API. */
            enabled: boolean;
        };
        /** @description The settings of a project, by service: here always and only `talos`. */
        projectServices: {
            identity?: components["schemas"]["projectServiceIdentity"];
            oauth2?: components["schemas"]["projectServiceOAuth2"];
            permission?: components["schemas"]["projectServicePermission"];
            account_experience?: components["schemas"]["projectServiceAccountExperience"];
            talos: components["schemas"]["projectServiceTalos"];
        };
        /** @description The project as it shall be. Secrets are not part of it. */
        setProject: {
            /** @description What people call the project. */
            name: string;
            services: components["schemas"]["setProjectServices"];
            cors_public: components["schemas"]["projectCors"];
            cors_admin: components["schemas"]["projectCors"];
            /** @description Ignored, with a warning unless it is empty. */
            organizations: components["schemas"]["basicOrganization"][];
        };
        /** @description API keys. */
        setProjectServiceTalos: {
            /** @description The settings as they shall be; what is left out has its default. */
            config: {
                [key: string]: unknown;
            };
        };
        /** @description The settings by service. A service that is left out keeps its settings. */
        setProjectServices: {
            identity?: components["schemas"]["projectServiceIdentity"];
            oauth2?: components["schemas"]["projectServiceOAuth2"];
            permission?: components["schemas"]["projectServicePermission"];
            account_experience?: components["schemas"]["projectServiceAccountExperience"];
            talos?: components["schemas"]["setProjectServiceTalos"];
        };
        /** @description The project after the change. */
        successfulProjectUpdate: {
            project: components["schemas"]["project"];
            /** @description What was ignored, and which live keys the change leaves behind. Empty when all is well. */
            warnings: components["schemas"]["Warning"][];
        };
        /** @description What a workspace shall be. */
        updateWorkspaceBody: {
            /** @description What people call the workspace. */
            name: string;
            /**
             * @description How access is decided: here always by membership.
             * @enum {string}
             */
            access_policy?: "CHECK_ORGANIZATION_AND_WORKSPACE_MEMBERSHIP" | "CHECK_ACCESS_PERMISSION";
        };
        /** @description What a member shall be. */
        updateWorkspaceMemberBody: {
            /**
             * @description What a person may do: owners everything, developers work with projects and keys, viewers look.
             * @enum {string}
             */
            role: "owner" | "developer" | "viewer";
            /** @description The project that the role is for. Left out: the whole workspace. */
            project_id?: string;
        };
        /** @description A group of projects with its people and its credentials. */
        workspace: {
            /**
             * Format: uuid
             * @description Of the workspace.
             */
            id: string;
            /** @description What people call the workspace. */
            name: string;
            /**
             * @description How access is decided: here always by membership.
             * @enum {string}
             */
            access_policy?: "CHECK_ORGANIZATION_AND_WORKSPACE_MEMBERSHIP" | "CHECK_ACCESS_PERMISSION";
            /**
             * Format: uuid4
             * @description Always null: there are no organizations here.
             */
            organization_id?: string | null;
            /**
             * Format: uuid4
             * @description Always null: nobody is billed here.
             */
            subscription_id?: string | null;
            /** @description Name of the plan that the operator chose; null for the default plan. */
            subscription_plan?: string | null;
            /**
             * Format: date-time
             * @description When the workspace was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the workspace last changed.
             */
            updated_at: string;
        };
        /** @description A credential for the control plane of one workspace. */
        workspaceApiKey: {
            /**
             * Format: uuid
             * @description Of the API key.
             */
            id: string;
            /** @description What people call the API key. */
            name: string;
            /**
             * Format: uuid
             * @description The project or workspace that the API key belongs to.
             */
            owner_id: string;
            /** @description The API key itself: only in the answer that creates it. */
            value?: string;
            /** @description The last four characters, to recognise it by. */
            last_characters?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at?: string;
            /**
             * Format: date-time
             * @description When its record last changed.
             */
            updated_at?: string;
            /**
             * Format: date-time
             * @description From then on it opens nothing; left out: it has no end.
             */
            expires_at?: string;
            /**
             * Format: uuid
             * @description The workspace.
             */
            workspace_id?: string;
        };
        /** @description The API keys of a workspace, newest first. */
        workspaceApiKeys: components["schemas"]["workspaceApiKey"][];
        /** @description A person with a role in a workspace, or in one of its projects. */
        workspaceMember: {
            /**
             * Format: uuid
             * @description Of the person.
             */
            id: string;
            /** @description Where the person is reached, in lower case. */
            email: string;
            /** @description What the person is called; may be empty. */
            name: string;
            /** @description Whether the address was proved. */
            email_verified: boolean;
            /**
             * @description What a person may do: owners everything, developers work with projects and keys, viewers look.
             * @enum {string}
             */
            role: "owner" | "developer" | "viewer";
            /**
             * Format: uuid4
             * @description The only project that the role is for; null: the whole workspace.
             */
            project_id: string | null;
            /**
             * Format: date-time
             * @description When the person joined.
             */
            created_at: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    adminListIssuedApiKeys: {
        parameters: {
            query?: {
                /** @description Keys per page; 0 means 50, more than 1000 means 1000. */
                page_size?: number;
                /** @description next_page_token of the page before, with the same filter. */
                page_token?: string;
                /** @description AIP-160: `actor_id`, `status`, `name` (`name:"ci-*"`), and `create_time`, `expire_time`, `last_used_time` with `< <= > >=`, joined by AND; `NOT expire_time:*` for keys that never expire, `NOT last_used_time:*` for keys that were never used. */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of issued keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListIssuedApiKeysResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminIssueApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "ci-deploy",
                 *       "actor_id": "user_123",
                 *       "scopes": [
                 *         "read:orders"
                 *       ],
                 *       "ttl": "90d"
                 *     }
                 */
                "application/json": components["schemas"]["IssueApiKeyRequest"];
            };
        };
        responses: {
            /** @description The new key and its secret. */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueApiKeyResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_quota_exceeded`: The plan allows no further API keys. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `conflict`: The request conflicts with what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminGetIssuedApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record of a key that was generated here. Never contains the secret. */
            200: {
                headers: {
                    /** @description Version of the record; send it back as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedApiKey"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminUpdateIssuedApiKey: {
        parameters: {
            query?: {
                /** @description Comma-separated (AIP-134): name, scopes, metadata, rate_limit_policy, ip_restriction. Left out: every member that the body has. */
                update_mask?: string;
            };
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "ci-deploy-2"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateIssuedApiKeyRequest"];
            };
        };
        responses: {
            /** @description The record of a key that was generated here. Never contains the secret. */
            200: {
                headers: {
                    /** @description Version of the record; send it back as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminRotateIssuedApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "grace_period": "24h"
                 *     }
                 */
                "application/json": components["schemas"]["AdminRotateIssuedApiKeyBody"];
            };
        };
        responses: {
            /** @description The new key with its secret, and the one it replaces. */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotateIssuedApiKeyResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminRevokeIssuedApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "REVOCATION_REASON_KEY_COMPROMISE"
                 *     }
                 */
                "application/json": components["schemas"]["AdminRevokeIssuedApiKeyBody"];
            };
        };
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `conflict`: The request conflicts with what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminSuspendIssuedApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record of a key that was generated here. Never contains the secret. */
            200: {
                headers: {
                    /** @description Version of the record; send it back as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminResumeIssuedApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record of a key that was generated here. Never contains the secret. */
            200: {
                headers: {
                    /** @description Version of the record; send it back as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminListImportedApiKeys: {
        parameters: {
            query?: {
                /** @description Keys per page; 0 means 50, more than 1000 means 1000. */
                page_size?: number;
                /** @description next_page_token of the page before, with the same filter. */
                page_token?: string;
                /** @description AIP-160: `actor_id`, `status`, `name` (`name:"ci-*"`), and `create_time`, `expire_time`, `last_used_time` with `< <= > >=`, joined by AND; `NOT expire_time:*` for keys that never expire, `NOT last_used_time:*` for keys that were never used. */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of imported keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListImportedApiKeysResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminImportApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "raw_key": "legacy-key-of-another-system",
                 *       "name": "legacy",
                 *       "actor_id": "user_123"
                 *     }
                 */
                "application/json": components["schemas"]["ImportApiKeyRequest"];
            };
        };
        responses: {
            /** @description The record of a key that was generated elsewhere. The key itself is neither stored nor returned. */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_quota_exceeded`: The plan allows no further API keys. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_exists`: The API key exists already. `conflict`: The request conflicts with what is stored. `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminBatchCreateImportedApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "requests": [
                 *         {
                 *           "raw_key": "legacy-key-of-another-system",
                 *           "name": "legacy",
                 *           "actor_id": "user_123"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BatchCreateImportedApiKeysRequest"];
            };
        };
        responses: {
            /** @description What became of every key of the batch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `api_key_quota_exceeded`: The plan allows no further API keys. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `api_key_exists`: The API key exists already. `conflict`: The request conflicts with what is stored. `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchCreateImportedApiKeysRefusal"];
                };
            };
        };
    };
    adminGetImportedApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record of a key that was generated elsewhere. The key itself is neither stored nor returned. */
            200: {
                headers: {
                    /** @description Version of the record; send it back as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedApiKey"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminDeleteImportedApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminUpdateImportedApiKey: {
        parameters: {
            query?: {
                /** @description Comma-separated (AIP-134): name, scopes, metadata, rate_limit_policy, ip_restriction. Left out: every member that the body has. */
                update_mask?: string;
            };
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "legacy-2"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateImportedApiKeyRequest"];
            };
        };
        responses: {
            /** @description The record of a key that was generated elsewhere. The key itself is neither stored nor returned. */
            200: {
                headers: {
                    /** @description Version of the record; send it back as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminRevokeImportedApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "REVOCATION_REASON_KEY_COMPROMISE"
                 *     }
                 */
                "application/json": components["schemas"]["AdminRevokeImportedApiKeyBody"];
            };
        };
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `conflict`: The request conflicts with what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminSuspendImportedApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record of a key that was generated elsewhere. The key itself is neither stored nor returned. */
            200: {
                headers: {
                    /** @description Version of the record; send it back as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminResumeImportedApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record of a key that was generated elsewhere. The key itself is neither stored nor returned. */
            200: {
                headers: {
                    /** @description Version of the record; send it back as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminVerifyApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description `no-cache`: do not answer from the cache. `no-store`: neither read nor fill it. */
                "Cache-Control"?: string;
                /** @description `no-cache`, as in Cache-Control. */
                Pragma?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credential": "<the API key>"
                 *     }
                 */
                "application/json": components["schemas"]["VerifyApiKeyRequest"];
            };
        };
        responses: {
            /** @description Whether the credential is good now, and what it stands for. */
            200: {
                headers: {
                    /** @description HIT, MISS or SKIP. */
                    "Ory-Talos-Cache"?: string;
                    /** @description The limit of the key: `"default";q=100;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description What is left of it, where limits are enforced: `"default";r=42`. */
                    RateLimit?: string;
                    /** @description Seconds until the key verifies again, when its quota is used up. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerifyApiKeyResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminBatchVerifyApiKeys: {
        parameters: {
            query?: never;
            header?: {
                /** @description `no-cache`: do not answer from the cache. `no-store`: neither read nor fill it. */
                "Cache-Control"?: string;
                /** @description `no-cache`, as in Cache-Control. */
                Pragma?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "requests": [
                 *         {
                 *           "credential": "<the API key>"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BatchVerifyApiKeysRequest"];
            };
        };
        responses: {
            /** @description One answer per credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchVerifyApiKeysResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminDeriveToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credential": "<the API key>",
                 *       "algorithm": "TOKEN_ALGORITHM_JWT",
                 *       "ttl": "15m"
                 *     }
                 */
                "application/json": components["schemas"]["DeriveTokenRequest"];
            };
        };
        responses: {
            /** @description The derived token, shown this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeriveTokenResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. `credential_required`: A credential is required. `invalid_token_type`: This operation does not accept this kind of token. `invalid_api_key_format`: The API key is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `parent_key_invalid`: The parent key is not valid. `api_key_expired`: The API key has expired. `api_key_revoked`: The API key has been revoked. `signature_invalid`: Signature verification failed. `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `ip_not_allowed`: The request IP is not allowed for this API key. `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    getJwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same key set twice: at the top for JOSE libraries, under `jwks` for clients of the compatible API. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetJWKSResponse"];
                };
            };
            /** @description `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminRevokeApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the record as it was read; when it has changed since then, nothing happens. */
                "If-Match"?: string;
            };
            path: {
                /** @description key_id of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "REVOCATION_REASON_KEY_COMPROMISE"
                 *     }
                 */
                "application/json": components["schemas"]["AdminRevokeApiKeyBody"];
            };
        };
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `conflict`: The request conflicts with what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `etag_mismatch`: The resource has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminBulkRevokeApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "filter": "actor_id=\"user_123\"",
                 *       "reason": "REVOCATION_REASON_AFFILIATION_CHANGED",
                 *       "validate_only": true
                 *     }
                 */
                "application/json": components["schemas"]["BulkRevokeApiKeysRequest"];
            };
        };
        responses: {
            /** @description How many keys it concerned. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkRevokeApiKeysResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credential": "<the API key>",
                 *       "reason": "REVOCATION_REASON_KEY_COMPROMISE"
                 *     }
                 */
                "application/json": components["schemas"]["SelfRevokeApiKeyRequest"];
            };
        };
        responses: {
            /** @description Empty: the key is revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SelfRevokeApiKeyResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. `credential_required`: A credential is required. `invalid_api_key_format`: The API key is malformed. `derived_token_not_revocable`: A derived token cannot be revoked, only its parent key can. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `api_key_not_found`: API key not found. `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminListAuditEvents: {
        parameters: {
            query?: {
                /** @description Events per page; 0 means 50, more than 1000 means 1000. */
                page_size?: number;
                /** @description next_page_token of the page before, with the same filter. */
                page_token?: string;
                /** @description AIP-160: `actor`, `actor_kind`, `target`, `target_kind`, `event` (`event:"api_key.*"`), and `time` with `< <= = >= >`, joined by AND. */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of audit events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListAuditEventsResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminExportAuditEvents: {
        parameters: {
            query?: {
                /** @description `jsonl`: one event per line, as in the list. `csv`: RFC 4180 with a header, safe to open in a spreadsheet. */
                format?: "jsonl" | "csv";
                /** @description AIP-160: `actor`, `actor_kind`, `target`, `target_kind`, `event` (`event:"api_key.*"`), and `time` with `< <= = >= >`, joined by AND. */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Written as it is read; of any length. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminQueryUsage: {
        parameters: {
            query?: {
                /** @description From when on; RFC 3339. Counted in whole slots. Left out: 60 minutes, 24 hours or 30 days before the end. */
                start_time?: string;
                /** @description Until when, itself no longer meant; RFC 3339. Left out: now. */
                end_time?: string;
                /** @description Length of the slots, which begin at whole minutes, hours or days of UTC. */
                granularity?: "MINUTE" | "HOUR" | "DAY";
                /** @description KEY and ACTOR tell those apart that were verified most. OUTCOME adds up: outcomes are always told apart. */
                group_by?: "OUTCOME" | "KEY" | "ACTOR";
                /** @description How many keys or actors are told apart; the others are added up. */
                top?: number;
                /** @description Only this key. Empty: only credentials that belong to no key. */
                key_id?: string;
                /** @description Only keys that act for this actor. */
                actor_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How often keys were verified. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryUsageResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminListUsageSources: {
        parameters: {
            query?: {
                /** @description The key. Empty: credentials that belong to no key. */
                key_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where a key was presented from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListUsageSourcesResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    adminListVerificationFailures: {
        parameters: {
            query?: {
                /** @description Only this key. Empty: only credentials that belong to no key. */
                key_id?: string;
                /** @description From when on; RFC 3339. Counted in whole minutes. */
                start_time?: string;
                /** @description Until when, itself no longer meant; RFC 3339. */
                end_time?: string;
                /** @description Rows per page; 0 means 50, more than 1000 means 1000. */
                page_size?: number;
                /** @description next_page_token of the page before, of the same list. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of refusals. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListVerificationFailuresResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. `feature_not_available`: This feature is not available. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `too_many_requests`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Projects, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["projectMetadataList"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Payments",
                 *       "environment": "prod"
                 *     }
                 */
                "application/json": components["schemas"]["createProjectBody"];
            };
        };
        responses: {
            /** @description A project with its settings. Never contains a secret. */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `project_quota_exceeded`: The plan allows no further projects. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A project with its settings. Never contains a secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    setProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Payments",
                 *       "services": {
                 *         "talos": {
                 *           "config": {
                 *             "cache": {
                 *               "enabled": true
                 *             }
                 *           }
                 *         }
                 *       },
                 *       "cors_public": {},
                 *       "cors_admin": {},
                 *       "organizations": []
                 *     }
                 */
                "application/json": components["schemas"]["setProject"];
            };
        };
        responses: {
            /** @description The project after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["successfulProjectUpdate"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `feature_not_available`: This feature is not available. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    purgeProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    patchProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "op": "replace",
                 *         "path": "/services/talos/config/credentials/api_keys/default_ttl",
                 *         "value": "720h"
                 *       }
                 *     ]
                 */
                "application/json": components["schemas"]["jsonPatchDocument"];
            };
        };
        responses: {
            /** @description The project after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["successfulProjectUpdate"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `feature_not_available`: This feature is not available. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    patchProjectWithRevision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project_id: string;
                /** @description revision_id of the project as it was read. */
                revision_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "op": "replace",
                 *         "path": "/name",
                 *         "value": "Payments"
                 *       }
                 *     ]
                 */
                "application/json": components["schemas"]["jsonPatchDocument"];
            };
        };
        responses: {
            /** @description The project after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["successfulProjectUpdate"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `feature_not_available`: This feature is not available. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. `conflict`: The request conflicts with what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    enableProjectApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A project with its settings. Never contains a secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    suspendProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A project with its settings. Never contains a secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    resumeProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A project with its settings. Never contains a secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listProjectRevisions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changed in the settings of a project, when and by whom. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListProjectRevisionsResponse"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    rotateProjectHmacSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "graceful",
                 *       "expires_at": "2027-01-01T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["RotateProjectSecretBody"];
            };
        };
        responses: {
            /** @description The secrets of the project after the rotation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotateProjectSecretResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    rotateProjectSigningKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "graceful",
                 *       "expires_at": "2027-01-01T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["RotateProjectSecretBody"];
            };
        };
        responses: {
            /** @description The secrets of the project after the rotation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotateProjectSecretResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listProjectSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secrets of a project, without what is secret about them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListProjectSecretsResponse"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    deleteProjectSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the secret. */
                secret_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listWorkspaces: {
        parameters: {
            query?: {
                /** @description Workspaces per page. */
                page_size?: number;
                /** @description next_page_token of the page before. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of workspaces. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["listWorkspaces"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    createWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Payments"
                 *     }
                 */
                "application/json": components["schemas"]["createWorkspaceBody"];
            };
        };
        responses: {
            /** @description A group of projects with its people and its credentials. */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["workspace"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    getWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A group of projects with its people and its credentials. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["workspace"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    updateWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Payments"
                 *     }
                 */
                "application/json": components["schemas"]["updateWorkspaceBody"];
            };
        };
        responses: {
            /** @description A group of projects with its people and its credentials. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["workspace"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `feature_not_available`: This feature is not available. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listWorkspaceProjects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The projects of a workspace. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["listWorkspaceProjects"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    getProjectMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The people of a project, in the order of their joining. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["projectMembers"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    removeProjectMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the person. */
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listWorkspaceMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The people of a workspace and of its projects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["listWorkspaceMembers"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    removeWorkspaceMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
                /** @description Id of the person. */
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    updateWorkspaceMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
                /** @description Id of the person. */
                member: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "developer"
                 *     }
                 */
                "application/json": components["schemas"]["updateWorkspaceMemberBody"];
            };
        };
        responses: {
            /** @description A person with a role in a workspace, or in one of its projects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["workspaceMember"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitations that nobody has accepted or taken back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["listInvitations"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "role": "developer"
                 *     }
                 */
                "application/json": components["schemas"]["createInvitationBody"];
            };
        };
        responses: {
            /** @description The new invitation and its link. */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["createInvitationResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    deleteInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
                /** @description Id of the invitation. */
                invitation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listProjectApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The API keys of a project, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["projectApiKeys"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    createProjectApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "gateway",
                 *       "permissions": "verify"
                 *     }
                 */
                "application/json": components["schemas"]["createProjectApiKeyBody"];
            };
        };
        responses: {
            /** @description A credential for the API keys of one project. */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["projectApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    deleteProjectApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the API key. */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listWorkspaceApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The API keys of a workspace, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["workspaceApiKeys"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    createWorkspaceApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "terraform",
                 *       "expires_at": "2027-01-31T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["CreateWorkspaceApiKeyBody"];
            };
        };
        responses: {
            /** @description A credential for the control plane of one workspace. */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["workspaceApiKey"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    deleteWorkspaceApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
                /** @description Id of the API key. */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listWorkspaceAuditEvents: {
        parameters: {
            query?: {
                /** @description Events per page; 0 means 50, more than 1000 means 1000. */
                page_size?: number;
                /** @description next_page_token of the page before, with the same filter. */
                page_token?: string;
                /** @description AIP-160: `actor`, `actor_kind`, `target`, `target_kind`, `event` (`event:"api_key.*"`), and `time` with `< <= = >= >`, joined by AND. */
                filter?: string;
            };
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of audit events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListAuditEventsResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    exportWorkspaceAuditEvents: {
        parameters: {
            query?: {
                /** @description `jsonl`: one event per line, as in the list. `csv`: RFC 4180 with a header, safe to open in a spreadsheet. */
                format?: "jsonl" | "csv";
                /** @description AIP-160: `actor`, `actor_kind`, `target`, `target_kind`, `event` (`event:"api_key.*"`), and `time` with `< <= = >= >`, joined by AND. */
                filter?: string;
            };
            header?: never;
            path: {
                /** @description Id of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Written as it is read; of any length. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhooks of a project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListWebhooksResponse"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://hooks.example.com/latchkey",
                 *       "event_types": [
                 *         "api_key.revoked",
                 *         "api_key.expiring_soon"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateWebhookBody"];
            };
        };
        responses: {
            /** @description A receiver that is told what happens in a project (Standard Webhooks). */
            201: {
                headers: {
                    /** @description Where the new record is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A receiver that is told what happens in a project (Standard Webhooks). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["UpdateWebhookBody"];
            };
        };
        responses: {
            /** @description A receiver that is told what happens in a project (Standard Webhooks). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "grace_period": "24h"
                 *     }
                 */
                "application/json": components["schemas"]["RotateWebhookSecretBody"];
            };
        };
        responses: {
            /** @description A receiver that is told what happens in a project (Standard Webhooks). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `step_up_required`: Prove again who you are to do this. `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One message on its way to one webhook. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Only deliveries in this state: `pending`, `delivered` or `dead`. */
                state?: string;
                /** @description Deliveries per page; 0 means 50, more than 250 means 250. */
                page_size?: number;
                /** @description next_page_token of the page before. */
                page_token?: string;
            };
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was sent to a webhook, or will be. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListWebhookDeliveriesResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
                /** @description Id of the message. */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One message on its way to one webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
                /** @description Id of the message. */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One message on its way to one webhook. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the project. */
                project: string;
                /** @description Id of the webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "since": "2027-01-31T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["ReplayWebhookBody"];
            };
        };
        responses: {
            /** @description How many deliveries are sent again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayWebhookResponse"];
                };
            };
            /** @description `bad_request`: The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unauthorized`: Access credentials are invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `forbidden`: The presented credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `not_acceptable`: The answer is application/json, which the request does not accept. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `failed_precondition`: The resource is not in a state that allows this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `payload_too_large`: The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `unsupported_media_type`: The request body must be application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `internal_server_error`: An internal server error occurred. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `service_unavailable`: The service is temporarily unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
            /** @description `gateway_timeout`: The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGeneric"];
                };
            };
        };
    };
    isAlive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server does its work. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthStatus"];
                };
            };
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server does its work. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthStatus"];
                };
            };
            /** @description The server cannot answer for now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthNotReadyStatus"];
                };
            };
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Which server this is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document (OpenAPI 3.1). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
        };
    };
}
