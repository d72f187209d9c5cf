// Made by `npm run generate` from the OpenAPI document.
export interface paths {
    "/v1/available-phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["searchAvailablePhoneNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/available-countries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAvailableCountries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listReservations"];
        put?: never;
        post: operations["createReservation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reservations/{reservation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getReservation"];
        put?: never;
        post?: never;
        delete: operations["cancelReservation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reservations/{reservation_id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["extendReservation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regulatory-requirements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRegulatoryRequirements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regulatory-defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRegulatoryDefaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regulatory-defaults/{country}/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRegulatoryDefault"];
        put: operations["setRegulatoryDefault"];
        post?: never;
        delete: operations["removeRegulatoryDefault"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regulatory-claims/{sid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["freeRegulatoryClaim"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listOrders"];
        put?: never;
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["quoteOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["restorePhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carrier-accounts/{carrier_account_id}/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listCarrierAccountNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carrier-accounts/{carrier_account_id}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["importPhoneNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carrier-accounts/{carrier_account_id}/detach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["detachPhoneNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/detach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["detachPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/detach/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["previewDetachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/import-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listImportJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/import-jobs/{import_job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getImportJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/import-jobs/{import_job_id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listImportItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortingRequests"];
        put?: never;
        post: operations["createPortingRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPortingRequest"];
        put?: never;
        post?: never;
        delete: operations["deletePortingRequest"];
        options?: never;
        head?: never;
        patch: operations["updatePortingRequest"];
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortingRequestNumbers"];
        put?: never;
        post: operations["addPortingRequestNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["removePortingRequestNumber"];
        options?: never;
        head?: never;
        patch: operations["updatePortingRequestNumber"];
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["checkPortingRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortingDocuments"];
        put?: never;
        post: operations["uploadPortingDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/documents/{porting_document_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPortingDocument"];
        put?: never;
        post?: never;
        delete: operations["deletePortingDocument"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/documents/{porting_document_id}/download-url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["createPortingDocumentDownloadUrl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/letter-of-authorization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["createLetterOfAuthorization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/share-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortingShareLinks"];
        put?: never;
        post: operations["createPortingShareLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/share-links/{porting_share_link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPortingShareLink"];
        put?: never;
        post?: never;
        delete: operations["revokePortingShareLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portability-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortabilityChecks"];
        put?: never;
        post: operations["createPortabilityCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portability-checks/{portability_check_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPortabilityCheck"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portability-checks/{portability_check_id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortabilityResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPortingReasons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/allowed-dates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortingAllowedDates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortingTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/timeline/{porting_entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPortingTimelineEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["createPortingComment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["submitPortingRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/resubmit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resubmitPortingRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelPortingRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/transitions/{transition_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["movePortingRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}/transitions/{number_move_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["movePortingRequestNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/porting-board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortingBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPhoneNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportPhoneNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["countPhoneNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPhoneNumber"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["updatePhoneNumber"];
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["releasePhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["suspendPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resumePhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/phone-numbers/{phone_number_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["transferPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPhoneNumberHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/readiness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPhoneNumberReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carrier-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listCarrierAccounts"];
        put?: never;
        post: operations["createCarrierAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carrier-accounts/{carrier_account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCarrierAccount"];
        put?: never;
        post?: never;
        delete: operations["deleteCarrierAccount"];
        options?: never;
        head?: never;
        patch: operations["updateCarrierAccount"];
        trace?: never;
    };
    "/v1/carrier-accounts/{carrier_account_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["verifyCarrierAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carrier-accounts/{carrier_account_id}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCarrierAccountVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carrier-accounts/{carrier_account_id}/rotate-signing-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rotateCarrierAccountSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sip-trunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSipTrunks"];
        put?: never;
        post: operations["createSipTrunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sip-trunks/{sip_trunk_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSipTrunk"];
        put?: never;
        post?: never;
        delete: operations["deleteSipTrunk"];
        options?: never;
        head?: never;
        patch: operations["updateSipTrunk"];
        trace?: never;
    };
    "/v1/sip-trunks/{sip_trunk_id}/provision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["provisionSipTrunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sip-trunks/{sip_trunk_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["verifySipTrunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sip-trunks/{sip_trunk_id}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSipTrunkVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sip-trunks/{sip_trunk_id}/rotate-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rotateSipTrunkPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sip-trunks/{sip_trunk_id}/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addSipTrunkPhoneNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sip-trunks/{sip_trunk_id}/phone-numbers/{phone_number_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["removeSipTrunkPhoneNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sip-presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSipPresets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAgents"];
        put?: never;
        post: operations["createAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{agent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAgent"];
        put?: never;
        post?: never;
        delete: operations["deleteAgent"];
        options?: never;
        head?: never;
        patch: operations["updateAgent"];
        trace?: never;
    };
    "/v1/agents/{agent_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["checkAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["assignPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/unassign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["unassignPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAssignments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/routing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRouting"];
        put: operations["setRouting"];
        post?: never;
        delete: operations["removeRouting"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/routing/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRoutingHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["simulateCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listBulkJobs"];
        put?: never;
        post: operations["createBulkJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk-jobs/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["previewBulkJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk-jobs/{bulk_job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getBulkJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCallDecision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/test-call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["placeTestCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{phone_number_id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPhoneNumberUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listUsageCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-refusals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listWebhookRefusals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["verifyEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/archives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listEventArchives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/archives/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["downloadEventArchive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["createLiveTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["connectLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listWebhookEndpoints"];
        put?: never;
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{webhook_endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getWebhookEndpoint"];
        put?: never;
        post?: never;
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        patch: operations["updateWebhookEndpoint"];
        trace?: never;
    };
    "/v1/webhook-endpoints/{webhook_endpoint_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{webhook_endpoint_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["testWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{webhook_endpoint_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{webhook_endpoint_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["redeliverWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/findings/{finding_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/findings/{finding_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resolveFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/findings/{finding_id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["snoozeFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/findings/{finding_id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["assignFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/findings/{finding_id}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["adoptOrphanedNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/findings/{finding_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["releaseOrphanedNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSyncs"];
        put?: never;
        post: operations["createSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sync/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["previewSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sync/{sync_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sync/{sync_id}/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSyncDifferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["runJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/job-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listJobRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/job-runs/{job_run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getJobRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTenants"];
        put?: never;
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["updateTenant"];
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listApiKeys"];
        put?: never;
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["suspendTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resumeTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reopenTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["closeTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTenantMove"];
        put?: never;
        post: operations["moveTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/move/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelTenantMove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSessions"];
        put?: never;
        post: operations["createSession"];
        delete: operations["deleteSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch: operations["updateSession"];
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLiveness"];
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
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHealthReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getMetrics"];
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
        TenantCreatedMessage: {
            /** @enum {string} */
            type: "tenant.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantCreatedEvent"];
        };
        TenantCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.created";
            data: components["schemas"]["TenantCreatedData"];
        };
        EventSubject: {
            type: components["schemas"]["EventSubjectType"];
            id: string;
        };
        /** @enum {string} */
        EventSubjectType: "tenant" | "api_key" | "session" | "reservation" | "order" | "regulatory_default" | "regulatory_claim" | "finding" | "bulk_job" | "import_job" | "portability_check" | "agent" | "assignment" | "phone_number" | "call" | "message" | "health" | "sip_trunk" | "webhook_endpoint" | "porting_request" | "carrier_account";
        TenantCreatedData: {
            tenant_id: string;
            name: string;
        };
        TenantUpdatedMessage: {
            /** @enum {string} */
            type: "tenant.updated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantUpdatedEvent"];
        };
        TenantUpdatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.updated";
            data: components["schemas"]["TenantUpdatedData"];
        };
        TenantUpdatedData: {
            changed: string[];
        };
        TenantSuspendedMessage: {
            /** @enum {string} */
            type: "tenant.suspended";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantSuspendedEvent"];
        };
        TenantSuspendedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.suspended";
            data: components["schemas"]["TenantSuspendedData"];
        };
        TenantSuspendedData: {
            reason: string | null;
        };
        TenantResumedMessage: {
            /** @enum {string} */
            type: "tenant.resumed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantResumedEvent"];
        };
        TenantResumedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.resumed";
            data: components["schemas"]["TenantResumedData"];
        };
        TenantResumedData: {
            reason: string | null;
        };
        TenantClosedMessage: {
            /** @enum {string} */
            type: "tenant.closed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantClosedEvent"];
        };
        TenantClosedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.closed";
            data: components["schemas"]["TenantClosedData"];
        };
        TenantClosedData: {
            reason: string | null;
            /** Format: date-time */
            release_numbers_at: string;
            /** Format: date-time */
            delete_data_at: string;
        };
        TenantReopenedMessage: {
            /** @enum {string} */
            type: "tenant.reopened";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantReopenedEvent"];
        };
        TenantReopenedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.reopened";
            data: components["schemas"]["TenantReopenedData"];
        };
        TenantReopenedData: {
            reason: string | null;
        };
        TenantDataDeletedMessage: {
            /** @enum {string} */
            type: "tenant.data_deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantDataDeletedEvent"];
        };
        TenantDataDeletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.data_deleted";
            data: components["schemas"]["TenantDataDeletedData"];
        };
        TenantDataDeletedData: {
            export_prefix: string;
        };
        TenantMoveStartedMessage: {
            /** @enum {string} */
            type: "tenant.move_started";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantMoveStartedEvent"];
        };
        TenantMoveStartedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.move_started";
            data: components["schemas"]["TenantMoveStartedData"];
        };
        TenantMoveStartedData: {
            tenant_id: string;
            from_database: string;
            to_database: string;
        };
        TenantMovedMessage: {
            /** @enum {string} */
            type: "tenant.moved";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantMovedEvent"];
        };
        TenantMovedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.moved";
            data: components["schemas"]["TenantMovedData"];
        };
        TenantMovedData: {
            tenant_id: string;
            from_database: string;
            to_database: string;
        };
        TenantMoveCanceledMessage: {
            /** @enum {string} */
            type: "tenant.move_canceled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["TenantMoveCanceledEvent"];
        };
        TenantMoveCanceledEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tenant.move_canceled";
            data: components["schemas"]["TenantMoveCanceledData"];
        };
        TenantMoveCanceledData: {
            tenant_id: string;
            from_database: string;
            to_database: string;
            reason: string | null;
        };
        ApiKeyCreatedMessage: {
            /** @enum {string} */
            type: "api_key.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ApiKeyCreatedEvent"];
        };
        ApiKeyCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "api_key.created";
            data: components["schemas"]["ApiKeyCreatedData"];
        };
        ApiKeyCreatedData: {
            name: string;
            scopes: components["schemas"]["Scope"][];
            /** Format: date-time */
            expires_at: string | null;
        };
        /** @enum {string} */
        Scope: "numbers:read" | "numbers:write" | "agents:read" | "agents:write" | "accounts:read" | "accounts:write" | "trunks:read" | "trunks:write" | "porting:read" | "porting:write" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "events:read" | "calls:read" | "porting:operate" | "admin";
        ApiKeyRevokedMessage: {
            /** @enum {string} */
            type: "api_key.revoked";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ApiKeyRevokedEvent"];
        };
        ApiKeyRevokedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "api_key.revoked";
            data: components["schemas"]["ApiKeyRevokedData"];
        };
        ApiKeyRevokedData: {
            name: string;
        };
        ApiKeySessionsEndedMessage: {
            /** @enum {string} */
            type: "api_key.sessions_ended";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ApiKeySessionsEndedEvent"];
        };
        ApiKeySessionsEndedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "api_key.sessions_ended";
            data: components["schemas"]["ApiKeySessionsEndedData"];
        };
        ApiKeySessionsEndedData: Record<string, never>;
        SessionCreatedMessage: {
            /** @enum {string} */
            type: "session.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SessionCreatedEvent"];
        };
        SessionCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "session.created";
            data: components["schemas"]["SessionCreatedData"];
        };
        SessionCreatedData: {
            key_id: string | null;
            acting_for: string | null;
            /** Format: date-time */
            expires_at: string;
        };
        SessionTenantSwitchedMessage: {
            /** @enum {string} */
            type: "session.tenant_switched";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SessionTenantSwitchedEvent"];
        };
        SessionTenantSwitchedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "session.tenant_switched";
            data: components["schemas"]["SessionTenantSwitchedData"];
        };
        SessionTenantSwitchedData: {
            key_id: string | null;
            acting_for: string | null;
        };
        SessionEndedMessage: {
            /** @enum {string} */
            type: "session.ended";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SessionEndedEvent"];
        };
        SessionEndedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "session.ended";
            data: components["schemas"]["SessionEndedData"];
        };
        SessionEndedData: {
            key_id: string | null;
        };
        ReservationCreatedMessage: {
            /** @enum {string} */
            type: "reservation.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationCreatedEvent"];
        };
        ReservationCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.created";
            data: components["schemas"]["ReservationCreatedData"];
        };
        ReservationCreatedData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        ReservationExtendedMessage: {
            /** @enum {string} */
            type: "reservation.extended";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationExtendedEvent"];
        };
        ReservationExtendedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.extended";
            data: components["schemas"]["ReservationExtendedData"];
        };
        ReservationExtendedData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        ReservationCanceledMessage: {
            /** @enum {string} */
            type: "reservation.canceled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationCanceledEvent"];
        };
        ReservationCanceledEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.canceled";
            data: components["schemas"]["ReservationCanceledData"];
        };
        ReservationCanceledData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        ReservationExpiredMessage: {
            /** @enum {string} */
            type: "reservation.expired";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationExpiredEvent"];
        };
        ReservationExpiredEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.expired";
            data: components["schemas"]["ReservationExpiredData"];
        };
        ReservationExpiredData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        ReservationPurchasingMessage: {
            /** @enum {string} */
            type: "reservation.purchasing";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationPurchasingEvent"];
        };
        ReservationPurchasingEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.purchasing";
            data: components["schemas"]["ReservationPurchasingData"];
        };
        ReservationPurchasingData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        ReservationReinstatedMessage: {
            /** @enum {string} */
            type: "reservation.reinstated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationReinstatedEvent"];
        };
        ReservationReinstatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.reinstated";
            data: components["schemas"]["ReservationReinstatedData"];
        };
        ReservationReinstatedData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        ReservationCompletedMessage: {
            /** @enum {string} */
            type: "reservation.completed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationCompletedEvent"];
        };
        ReservationCompletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.completed";
            data: components["schemas"]["ReservationCompletedData"];
        };
        ReservationCompletedData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        ReservationLostMessage: {
            /** @enum {string} */
            type: "reservation.lost";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationLostEvent"];
        };
        ReservationLostEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.lost";
            data: components["schemas"]["ReservationLostData"];
        };
        ReservationLostData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        ReservationFailedMessage: {
            /** @enum {string} */
            type: "reservation.failed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ReservationFailedEvent"];
        };
        ReservationFailedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reservation.failed";
            data: components["schemas"]["ReservationFailedData"];
        };
        ReservationFailedData: {
            phone_number: string;
            /** Format: date-time */
            expires_at: string;
            phone_number_id: string | null;
        };
        OrderCreatedMessage: {
            /** @enum {string} */
            type: "order.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["OrderCreatedEvent"];
        };
        OrderCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "order.created";
            data: components["schemas"]["OrderCreatedData"];
        };
        OrderCreatedData: {
            item_count: number;
        };
        OrderCanceledMessage: {
            /** @enum {string} */
            type: "order.canceled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["OrderCanceledEvent"];
        };
        OrderCanceledEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "order.canceled";
            data: components["schemas"]["OrderCanceledData"];
        };
        OrderCanceledData: {
            item_count: number;
        };
        OrderItemPendingMessage: {
            /** @enum {string} */
            type: "order.item_pending";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["OrderItemPendingEvent"];
        };
        OrderItemPendingEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "order.item_pending";
            data: components["schemas"]["OrderItemPendingData"];
        };
        OrderItemPendingData: {
            item_id: string;
            phone_number: string;
            /** @enum {string} */
            status: "purchasing" | "unknown";
        };
        OrderItemCompletedMessage: {
            /** @enum {string} */
            type: "order.item_completed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["OrderItemCompletedEvent"];
        };
        OrderItemCompletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "order.item_completed";
            data: components["schemas"]["OrderItemCompletedData"];
        };
        OrderItemCompletedData: {
            item_id: string;
            phone_number: string;
            phone_number_id: string;
        };
        OrderItemFailedMessage: {
            /** @enum {string} */
            type: "order.item_failed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["OrderItemFailedEvent"];
        };
        OrderItemFailedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "order.item_failed";
            data: components["schemas"]["OrderItemFailedData"];
        };
        OrderItemFailedData: {
            item_id: string;
            phone_number: string;
            code: string;
            carrier_code: number | null;
            retryable: boolean;
        };
        RegulatoryDefaultSetMessage: {
            /** @enum {string} */
            type: "regulatory_default.set";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["RegulatoryDefaultSetEvent"];
        };
        RegulatoryDefaultSetEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "regulatory_default.set";
            data: components["schemas"]["RegulatoryDefaultSetData"];
        };
        RegulatoryDefaultSetData: {
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            address_sid: string | null;
            bundle_sid: string | null;
        };
        RegulatoryDefaultRemovedMessage: {
            /** @enum {string} */
            type: "regulatory_default.removed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["RegulatoryDefaultRemovedEvent"];
        };
        RegulatoryDefaultRemovedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "regulatory_default.removed";
            data: components["schemas"]["RegulatoryDefaultRemovedData"];
        };
        RegulatoryDefaultRemovedData: {
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
        };
        RegulatoryClaimFreedMessage: {
            /** @enum {string} */
            type: "regulatory_claim.freed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["RegulatoryClaimFreedEvent"];
        };
        RegulatoryClaimFreedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "regulatory_claim.freed";
            data: components["schemas"]["RegulatoryClaimFreedData"];
        };
        RegulatoryClaimFreedData: {
            /** @enum {string} */
            kind: "address" | "bundle";
        };
        FindingOpenedMessage: {
            /** @enum {string} */
            type: "finding.opened";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["FindingOpenedEvent"];
        };
        FindingOpenedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "finding.opened";
            data: components["schemas"]["FindingOpenedData"];
        };
        FindingOpenedData: {
            kind: string;
            severity: string;
            subject_id: string;
        };
        FindingResolvedMessage: {
            /** @enum {string} */
            type: "finding.resolved";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["FindingResolvedEvent"];
        };
        FindingResolvedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "finding.resolved";
            data: components["schemas"]["FindingResolvedData"];
        };
        FindingResolvedData: {
            kind: string;
            severity: string;
            subject_id: string;
        };
        FindingSnoozedMessage: {
            /** @enum {string} */
            type: "finding.snoozed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["FindingSnoozedEvent"];
        };
        FindingSnoozedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "finding.snoozed";
            data: components["schemas"]["FindingSnoozedData"];
        };
        FindingSnoozedData: {
            kind: string;
            severity: string;
            subject_id: string;
            /** Format: date-time */
            until: string | null;
        };
        FindingAssignedMessage: {
            /** @enum {string} */
            type: "finding.assigned";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["FindingAssignedEvent"];
        };
        FindingAssignedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "finding.assigned";
            data: components["schemas"]["FindingAssignedData"];
        };
        FindingAssignedData: {
            kind: string;
            severity: string;
            subject_id: string;
            assignee: string | null;
        };
        BulkJobCreatedMessage: {
            /** @enum {string} */
            type: "bulk_job.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["BulkJobCreatedEvent"];
        };
        BulkJobCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "bulk_job.created";
            data: components["schemas"]["BulkJobCreatedData"];
        };
        BulkJobCreatedData: {
            action: string;
            item_count: number;
        };
        BulkJobCompletedMessage: {
            /** @enum {string} */
            type: "bulk_job.completed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["BulkJobCompletedEvent"];
        };
        BulkJobCompletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "bulk_job.completed";
            data: components["schemas"]["BulkJobCompletedData"];
        };
        BulkJobCompletedData: {
            action: string;
            item_count: number;
        };
        ImportJobCreatedMessage: {
            /** @enum {string} */
            type: "import_job.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ImportJobCreatedEvent"];
        };
        ImportJobCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "import_job.created";
            data: components["schemas"]["ImportJobCreatedData"];
        };
        ImportJobCreatedData: {
            action: string;
            dry_run: boolean;
            carrier_account_id: string;
        };
        ImportJobCompletedMessage: {
            /** @enum {string} */
            type: "import_job.completed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["ImportJobCompletedEvent"];
        };
        ImportJobCompletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "import_job.completed";
            data: components["schemas"]["ImportJobCompletedData"];
        };
        ImportJobCompletedData: {
            action: string;
            dry_run: boolean;
        };
        PortabilityCheckCreatedMessage: {
            /** @enum {string} */
            type: "portability_check.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortabilityCheckCreatedEvent"];
        };
        PortabilityCheckCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "portability_check.created";
            data: components["schemas"]["PortabilityCheckCreatedData"];
        };
        PortabilityCheckCreatedData: {
            number_count: number;
        };
        PortabilityCheckCompletedMessage: {
            /** @enum {string} */
            type: "portability_check.completed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortabilityCheckCompletedEvent"];
        };
        PortabilityCheckCompletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "portability_check.completed";
            data: components["schemas"]["PortabilityCheckCompletedData"];
        };
        PortabilityCheckCompletedData: {
            number_count: number;
        };
        AgentCreatedMessage: {
            /** @enum {string} */
            type: "agent.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["AgentCreatedEvent"];
        };
        AgentCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "agent.created";
            data: components["schemas"]["AgentCreatedData"];
        };
        AgentCreatedData: {
            name: string;
            /** @enum {string} */
            kind: "stream" | "conversation_relay" | "sip" | "dial" | "redirect" | "say";
        };
        AgentUpdatedMessage: {
            /** @enum {string} */
            type: "agent.updated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["AgentUpdatedEvent"];
        };
        AgentUpdatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "agent.updated";
            data: components["schemas"]["AgentUpdatedData"];
        };
        AgentUpdatedData: {
            name: string;
            /** @enum {string} */
            kind: "stream" | "conversation_relay" | "sip" | "dial" | "redirect" | "say";
            changed: string[];
        };
        AgentDeletedMessage: {
            /** @enum {string} */
            type: "agent.deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["AgentDeletedEvent"];
        };
        AgentDeletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "agent.deleted";
            data: components["schemas"]["AgentDeletedData"];
        };
        AgentDeletedData: {
            name: string;
            /** @enum {string} */
            kind: "stream" | "conversation_relay" | "sip" | "dial" | "redirect" | "say";
        };
        AssignmentStartedMessage: {
            /** @enum {string} */
            type: "assignment.started";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["AssignmentStartedEvent"];
        };
        AssignmentStartedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "assignment.started";
            data: components["schemas"]["AssignmentStartedData"];
        };
        AssignmentStartedData: {
            phone_number: string;
            phone_number_id: string;
            agent_id: string;
        };
        AssignmentEndedMessage: {
            /** @enum {string} */
            type: "assignment.ended";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["AssignmentEndedEvent"];
        };
        AssignmentEndedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "assignment.ended";
            data: components["schemas"]["AssignmentEndedData"];
        };
        AssignmentEndedData: {
            phone_number: string;
            phone_number_id: string;
            agent_id: string;
        };
        PhoneNumberPurchasedMessage: {
            /** @enum {string} */
            type: "phone_number.purchased";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberPurchasedEvent"];
        };
        PhoneNumberPurchasedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.purchased";
            data: components["schemas"]["PhoneNumberPurchasedData"];
        };
        PhoneNumberPurchasedData: {
            phone_number: string;
            order_id: string;
        };
        PhoneNumberRestoredMessage: {
            /** @enum {string} */
            type: "phone_number.restored";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberRestoredEvent"];
        };
        PhoneNumberRestoredEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.restored";
            data: components["schemas"]["PhoneNumberRestoredData"];
        };
        PhoneNumberRestoredData: {
            phone_number: string;
            order_id: string;
        };
        PhoneNumberUpdatedMessage: {
            /** @enum {string} */
            type: "phone_number.updated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberUpdatedEvent"];
        };
        PhoneNumberUpdatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.updated";
            data: components["schemas"]["PhoneNumberUpdatedData"];
        };
        PhoneNumberUpdatedData: {
            phone_number: string;
            changed: string[];
        };
        PhoneNumberRoutingChangedMessage: {
            /** @enum {string} */
            type: "phone_number.routing_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberRoutingChangedEvent"];
        };
        PhoneNumberRoutingChangedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.routing_changed";
            data: components["schemas"]["PhoneNumberRoutingChangedData"];
        };
        PhoneNumberRoutingChangedData: {
            phone_number: string;
            version: number | null;
        };
        PhoneNumberTransferredOutMessage: {
            /** @enum {string} */
            type: "phone_number.transferred_out";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberTransferredOutEvent"];
        };
        PhoneNumberTransferredOutEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.transferred_out";
            data: components["schemas"]["PhoneNumberTransferredOutData"];
        };
        PhoneNumberTransferredOutData: {
            phone_number: string;
        };
        PhoneNumberTransferredInMessage: {
            /** @enum {string} */
            type: "phone_number.transferred_in";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberTransferredInEvent"];
        };
        PhoneNumberTransferredInEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.transferred_in";
            data: components["schemas"]["PhoneNumberTransferredInData"];
        };
        PhoneNumberTransferredInData: {
            phone_number: string;
        };
        PhoneNumberSuspendedMessage: {
            /** @enum {string} */
            type: "phone_number.suspended";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberSuspendedEvent"];
        };
        PhoneNumberSuspendedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.suspended";
            data: components["schemas"]["PhoneNumberSuspendedData"];
        };
        PhoneNumberSuspendedData: {
            phone_number: string;
        };
        PhoneNumberResumedMessage: {
            /** @enum {string} */
            type: "phone_number.resumed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberResumedEvent"];
        };
        PhoneNumberResumedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.resumed";
            data: components["schemas"]["PhoneNumberResumedData"];
        };
        PhoneNumberResumedData: {
            phone_number: string;
        };
        PhoneNumberReleasingMessage: {
            /** @enum {string} */
            type: "phone_number.releasing";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberReleasingEvent"];
        };
        PhoneNumberReleasingEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.releasing";
            data: components["schemas"]["PhoneNumberReleasingData"];
        };
        PhoneNumberReleasingData: {
            phone_number: string;
        };
        PhoneNumberCoolingOffMessage: {
            /** @enum {string} */
            type: "phone_number.cooling_off";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberCoolingOffEvent"];
        };
        PhoneNumberCoolingOffEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.cooling_off";
            data: components["schemas"]["PhoneNumberCoolingOffData"];
        };
        PhoneNumberCoolingOffData: {
            phone_number: string;
        };
        PhoneNumberReleasedMessage: {
            /** @enum {string} */
            type: "phone_number.released";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberReleasedEvent"];
        };
        PhoneNumberReleasedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.released";
            data: components["schemas"]["PhoneNumberReleasedData"];
        };
        PhoneNumberReleasedData: {
            phone_number: string;
        };
        PhoneNumberLostMessage: {
            /** @enum {string} */
            type: "phone_number.lost";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberLostEvent"];
        };
        PhoneNumberLostEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.lost";
            data: components["schemas"]["PhoneNumberLostData"];
        };
        PhoneNumberLostData: {
            phone_number: string;
        };
        PhoneNumberPortedOutMessage: {
            /** @enum {string} */
            type: "phone_number.ported_out";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberPortedOutEvent"];
        };
        PhoneNumberPortedOutEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.ported_out";
            data: components["schemas"]["PhoneNumberPortedOutData"];
        };
        PhoneNumberPortedOutData: {
            phone_number: string;
            /** @enum {string} */
            basis: "carrier_report" | "portability";
        };
        PhoneNumberFoundMessage: {
            /** @enum {string} */
            type: "phone_number.found";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberFoundEvent"];
        };
        PhoneNumberFoundEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.found";
            data: components["schemas"]["PhoneNumberFoundData"];
        };
        PhoneNumberFoundData: {
            phone_number: string;
        };
        PhoneNumberRepairedMessage: {
            /** @enum {string} */
            type: "phone_number.repaired";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberRepairedEvent"];
        };
        PhoneNumberRepairedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.repaired";
            data: components["schemas"]["PhoneNumberRepairedData"];
        };
        PhoneNumberRepairedData: {
            phone_number: string;
            changed: string[];
        };
        PhoneNumberAdoptedMessage: {
            /** @enum {string} */
            type: "phone_number.adopted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberAdoptedEvent"];
        };
        PhoneNumberAdoptedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.adopted";
            data: components["schemas"]["PhoneNumberAdoptedData"];
        };
        PhoneNumberAdoptedData: {
            phone_number: string;
            order_item_id: string | null;
        };
        PhoneNumberPortedInMessage: {
            /** @enum {string} */
            type: "phone_number.ported_in";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberPortedInEvent"];
        };
        PhoneNumberPortedInEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.ported_in";
            data: components["schemas"]["PhoneNumberPortedInData"];
        };
        PhoneNumberPortedInData: {
            phone_number: string;
            porting_request_id: string;
        };
        PhoneNumberImportedMessage: {
            /** @enum {string} */
            type: "phone_number.imported";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberImportedEvent"];
        };
        PhoneNumberImportedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.imported";
            data: components["schemas"]["PhoneNumberImportedData"];
        };
        PhoneNumberImportedData: {
            phone_number: string;
            carrier_account_id: string;
            import_job_id: string;
        };
        PhoneNumberDetachedMessage: {
            /** @enum {string} */
            type: "phone_number.detached";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberDetachedEvent"];
        };
        PhoneNumberDetachedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.detached";
            data: components["schemas"]["PhoneNumberDetachedData"];
        };
        PhoneNumberDetachedData: {
            phone_number: string;
            carrier_account_id: string | null;
            import_job_id: string;
            not_restored: string[];
            error: string | null;
        };
        PhoneNumberAddedToTrunkMessage: {
            /** @enum {string} */
            type: "phone_number.added_to_trunk";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberAddedToTrunkEvent"];
        };
        PhoneNumberAddedToTrunkEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.added_to_trunk";
            data: components["schemas"]["PhoneNumberAddedToTrunkData"];
        };
        PhoneNumberAddedToTrunkData: {
            phone_number: string;
            sip_trunk_id: string;
        };
        PhoneNumberRemovedFromTrunkMessage: {
            /** @enum {string} */
            type: "phone_number.removed_from_trunk";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberRemovedFromTrunkEvent"];
        };
        PhoneNumberRemovedFromTrunkEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.removed_from_trunk";
            data: components["schemas"]["PhoneNumberRemovedFromTrunkData"];
        };
        PhoneNumberRemovedFromTrunkData: {
            phone_number: string;
            sip_trunk_id: string;
        };
        PhoneNumberOwnershipProvedMessage: {
            /** @enum {string} */
            type: "phone_number.ownership_proved";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberOwnershipProvedEvent"];
        };
        PhoneNumberOwnershipProvedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.ownership_proved";
            data: components["schemas"]["PhoneNumberOwnershipProvedData"];
        };
        PhoneNumberOwnershipProvedData: {
            phone_number: string;
            sip_trunk_id: string;
        };
        PhoneNumberReadinessChangedMessage: {
            /** @enum {string} */
            type: "phone_number.readiness_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PhoneNumberReadinessChangedEvent"];
        };
        PhoneNumberReadinessChangedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "phone_number.readiness_changed";
            data: components["schemas"]["PhoneNumberReadinessChangedData"];
        };
        PhoneNumberReadinessChangedData: {
            phone_number: string;
            ready: boolean | null;
            causes: string[];
        };
        CallStartedMessage: {
            /** @enum {string} */
            type: "call.started";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["CallStartedEvent"];
        };
        CallStartedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "call.started";
            data: components["schemas"]["CallStartedData"];
        };
        CallStartedData: {
            phone_number_id: string;
            from: string | null;
            from_address: string;
            /** @enum {string} */
            from_kind: "phone_number" | "anonymous" | "sip" | "client" | "short_code" | "alphanumeric" | "channel" | "other";
            to: string;
            agent_id: string | null;
            outcome: string | null;
        };
        CallCompletedMessage: {
            /** @enum {string} */
            type: "call.completed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["CallCompletedEvent"];
        };
        CallCompletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "call.completed";
            data: components["schemas"]["CallCompletedData"];
        };
        CallCompletedData: {
            phone_number_id: string;
            from: string | null;
            from_address: string;
            /** @enum {string} */
            from_kind: "phone_number" | "anonymous" | "sip" | "client" | "short_code" | "alphanumeric" | "channel" | "other";
            to: string;
            agent_id: string | null;
            outcome: string | null;
            /** @enum {string} */
            status: "canceled" | "failed" | "no_answer" | "busy" | "completed";
            duration_seconds: number;
        };
        MessageReceivedMessage: {
            /** @enum {string} */
            type: "message.received";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["MessageReceivedEvent"];
        };
        MessageReceivedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.received";
            data: components["schemas"]["MessageReceivedData"];
        };
        MessageReceivedData: {
            phone_number_id: string;
            from: string | null;
            from_address: string;
            /** @enum {string} */
            from_kind: "phone_number" | "anonymous" | "sip" | "client" | "short_code" | "alphanumeric" | "channel" | "other";
            to: string | null;
            segments: number;
            media_count: number;
            /** @enum {string|null} */
            keyword: "stop" | "help" | "start" | null;
            forwarded_to: string | null;
        };
        MessageStatusChangedMessage: {
            /** @enum {string} */
            type: "message.status_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["MessageStatusChangedEvent"];
        };
        MessageStatusChangedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.status_changed";
            data: components["schemas"]["MessageStatusChangedData"];
        };
        MessageStatusChangedData: {
            phone_number_id: string;
            from: string | null;
            from_address: string;
            /** @enum {string} */
            from_kind: "phone_number" | "anonymous" | "sip" | "client" | "short_code" | "alphanumeric" | "channel" | "other";
            to: string | null;
            status: string;
            error_code: number | null;
        };
        HealthProbedMessage: {
            /** @enum {string} */
            type: "health.probed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["HealthProbedEvent"];
        };
        HealthProbedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "health.probed";
            data: components["schemas"]["HealthProbedData"];
        };
        HealthProbedData: {
            run_id: string;
        };
        SipTrunkCreatedMessage: {
            /** @enum {string} */
            type: "sip_trunk.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkCreatedEvent"];
        };
        SipTrunkCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.created";
            data: components["schemas"]["SipTrunkCreatedData"];
        };
        SipTrunkCreatedData: {
            name: string;
            provider: string;
        };
        SipTrunkUpdatedMessage: {
            /** @enum {string} */
            type: "sip_trunk.updated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkUpdatedEvent"];
        };
        SipTrunkUpdatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.updated";
            data: components["schemas"]["SipTrunkUpdatedData"];
        };
        SipTrunkUpdatedData: {
            name: string;
            provider: string;
            changed: string[];
        };
        SipTrunkDeletedMessage: {
            /** @enum {string} */
            type: "sip_trunk.deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkDeletedEvent"];
        };
        SipTrunkDeletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.deleted";
            data: components["schemas"]["SipTrunkDeletedData"];
        };
        SipTrunkDeletedData: {
            name: string;
            provider: string;
        };
        SipTrunkProvisionedMessage: {
            /** @enum {string} */
            type: "sip_trunk.provisioned";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkProvisionedEvent"];
        };
        SipTrunkProvisionedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.provisioned";
            data: components["schemas"]["SipTrunkProvisionedData"];
        };
        SipTrunkProvisionedData: {
            name: string;
            provider: string;
        };
        SipTrunkProvisioningFailedMessage: {
            /** @enum {string} */
            type: "sip_trunk.provisioning_failed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkProvisioningFailedEvent"];
        };
        SipTrunkProvisioningFailedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.provisioning_failed";
            data: components["schemas"]["SipTrunkProvisioningFailedData"];
        };
        SipTrunkProvisioningFailedData: {
            name: string;
            provider: string;
            part: string;
            detail: string;
            carrier_code: number | null;
            hint: string;
        };
        SipTrunkPasswordRotatedMessage: {
            /** @enum {string} */
            type: "sip_trunk.password_rotated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkPasswordRotatedEvent"];
        };
        SipTrunkPasswordRotatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.password_rotated";
            data: components["schemas"]["SipTrunkPasswordRotatedData"];
        };
        SipTrunkPasswordRotatedData: {
            name: string;
            provider: string;
        };
        SipTrunkVerificationStepMessage: {
            /** @enum {string} */
            type: "sip_trunk.verification_step";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkVerificationStepEvent"];
        };
        SipTrunkVerificationStepEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.verification_step";
            data: components["schemas"]["SipTrunkVerificationStepData"];
        };
        SipTrunkVerificationStepData: {
            gateway_id: string;
            rung: string;
            status: string;
            code: string | null;
            detail: string;
            sip_code: number | null;
            hint: string | null;
        };
        SipTrunkStatusChangedMessage: {
            /** @enum {string} */
            type: "sip_trunk.status_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkStatusChangedEvent"];
        };
        SipTrunkStatusChangedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.status_changed";
            data: components["schemas"]["SipTrunkStatusChangedData"];
        };
        SipTrunkStatusChangedData: {
            name: string;
            provider: string;
            status: string;
            reasons: string[];
        };
        SipTrunkFirstCallMessage: {
            /** @enum {string} */
            type: "sip_trunk.first_call";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["SipTrunkFirstCallEvent"];
        };
        SipTrunkFirstCallEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sip_trunk.first_call";
            data: components["schemas"]["SipTrunkFirstCallData"];
        };
        SipTrunkFirstCallData: {
            phone_number: string;
            phone_number_id: string;
        };
        WebhookEndpointCreatedMessage: {
            /** @enum {string} */
            type: "webhook_endpoint.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["WebhookEndpointCreatedEvent"];
        };
        WebhookEndpointCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.created";
            data: components["schemas"]["WebhookEndpointCreatedData"];
        };
        WebhookEndpointCreatedData: {
            host: string;
        };
        WebhookEndpointUpdatedMessage: {
            /** @enum {string} */
            type: "webhook_endpoint.updated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["WebhookEndpointUpdatedEvent"];
        };
        WebhookEndpointUpdatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.updated";
            data: components["schemas"]["WebhookEndpointUpdatedData"];
        };
        WebhookEndpointUpdatedData: {
            changed: string[];
        };
        WebhookEndpointSecretRotatedMessage: {
            /** @enum {string} */
            type: "webhook_endpoint.secret_rotated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["WebhookEndpointSecretRotatedEvent"];
        };
        WebhookEndpointSecretRotatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.secret_rotated";
            data: components["schemas"]["WebhookEndpointSecretRotatedData"];
        };
        WebhookEndpointSecretRotatedData: {
            /** Format: date-time */
            previous_expires_at: string;
        };
        WebhookEndpointPausedMessage: {
            /** @enum {string} */
            type: "webhook_endpoint.paused";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["WebhookEndpointPausedEvent"];
        };
        WebhookEndpointPausedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.paused";
            data: components["schemas"]["WebhookEndpointPausedData"];
        };
        WebhookEndpointPausedData: {
            host: string;
            /** Format: date-time */
            failing_since: string;
            failed_attempts: number;
        };
        WebhookEndpointDisabledMessage: {
            /** @enum {string} */
            type: "webhook_endpoint.disabled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["WebhookEndpointDisabledEvent"];
        };
        WebhookEndpointDisabledEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.disabled";
            data: components["schemas"]["WebhookEndpointDisabledData"];
        };
        WebhookEndpointDisabledData: {
            host: string;
            /** @enum {string} */
            reason: "gone";
        };
        WebhookEndpointEventsSkippedMessage: {
            /** @enum {string} */
            type: "webhook_endpoint.events_skipped";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["WebhookEndpointEventsSkippedEvent"];
        };
        WebhookEndpointEventsSkippedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.events_skipped";
            data: components["schemas"]["WebhookEndpointEventsSkippedData"];
        };
        WebhookEndpointEventsSkippedData: {
            host: string;
            from_seq: number;
            to_seq: number;
        };
        WebhookEndpointDeletedMessage: {
            /** @enum {string} */
            type: "webhook_endpoint.deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["WebhookEndpointDeletedEvent"];
        };
        WebhookEndpointDeletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.deleted";
            data: components["schemas"]["WebhookEndpointDeletedData"];
        };
        WebhookEndpointDeletedData: {
            host: string;
        };
        PortingRequestCreatedMessage: {
            /** @enum {string} */
            type: "porting_request.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestCreatedEvent"];
        };
        PortingRequestCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.created";
            data: components["schemas"]["PortingRequestCreatedData"];
        };
        PortingRequestCreatedData: {
            name: string | null;
            number_count: number;
        };
        PortingRequestUpdatedMessage: {
            /** @enum {string} */
            type: "porting_request.updated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestUpdatedEvent"];
        };
        PortingRequestUpdatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.updated";
            data: components["schemas"]["PortingRequestUpdatedData"];
        };
        PortingRequestUpdatedData: {
            name: string | null;
            changed: string[];
        };
        PortingRequestNumberRemovedMessage: {
            /** @enum {string} */
            type: "porting_request.number_removed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestNumberRemovedEvent"];
        };
        PortingRequestNumberRemovedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.number_removed";
            data: components["schemas"]["PortingRequestNumberRemovedData"];
        };
        PortingRequestNumberRemovedData: {
            name: string | null;
            porting_number_id: string;
            phone_number: string;
        };
        PortingRequestDeletedMessage: {
            /** @enum {string} */
            type: "porting_request.deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestDeletedEvent"];
        };
        PortingRequestDeletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.deleted";
            data: components["schemas"]["PortingRequestDeletedData"];
        };
        PortingRequestDeletedData: {
            name: string | null;
        };
        PortingRequestCommentCreatedMessage: {
            /** @enum {string} */
            type: "porting_request.comment_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestCommentCreatedEvent"];
        };
        PortingRequestCommentCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.comment_created";
            data: components["schemas"]["PortingRequestCommentCreatedData"];
        };
        PortingRequestCommentCreatedData: {
            name: string | null;
            entry_id: string;
        };
        PortingRequestDocumentAddedMessage: {
            /** @enum {string} */
            type: "porting_request.document_added";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestDocumentAddedEvent"];
        };
        PortingRequestDocumentAddedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.document_added";
            data: components["schemas"]["PortingRequestDocumentAddedData"];
        };
        PortingRequestDocumentAddedData: {
            porting_document_id: string;
            kind: string;
            origin: string;
        };
        PortingRequestDocumentRemovedMessage: {
            /** @enum {string} */
            type: "porting_request.document_removed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestDocumentRemovedEvent"];
        };
        PortingRequestDocumentRemovedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.document_removed";
            data: components["schemas"]["PortingRequestDocumentRemovedData"];
        };
        PortingRequestDocumentRemovedData: {
            porting_document_id: string;
            kind: string;
        };
        PortingRequestDocumentRejectedMessage: {
            /** @enum {string} */
            type: "porting_request.document_rejected";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestDocumentRejectedEvent"];
        };
        PortingRequestDocumentRejectedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.document_rejected";
            data: components["schemas"]["PortingRequestDocumentRejectedData"];
        };
        PortingRequestDocumentRejectedData: {
            porting_document_id: string;
            kind: string;
            detail: string;
        };
        PortingRequestLinkCreatedMessage: {
            /** @enum {string} */
            type: "porting_request.link_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestLinkCreatedEvent"];
        };
        PortingRequestLinkCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.link_created";
            data: components["schemas"]["PortingRequestLinkCreatedData"];
        };
        PortingRequestLinkCreatedData: {
            porting_share_link_id: string;
        };
        PortingRequestLinkRevokedMessage: {
            /** @enum {string} */
            type: "porting_request.link_revoked";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestLinkRevokedEvent"];
        };
        PortingRequestLinkRevokedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.link_revoked";
            data: components["schemas"]["PortingRequestLinkRevokedData"];
        };
        PortingRequestLinkRevokedData: {
            porting_share_link_id: string;
        };
        PortingRequestLinkExpiredMessage: {
            /** @enum {string} */
            type: "porting_request.link_expired";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestLinkExpiredEvent"];
        };
        PortingRequestLinkExpiredEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.link_expired";
            data: components["schemas"]["PortingRequestLinkExpiredData"];
        };
        PortingRequestLinkExpiredData: {
            porting_share_link_id: string;
        };
        PortingRequestNumberPortedMessage: {
            /** @enum {string} */
            type: "porting_request.number_ported";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestNumberPortedEvent"];
        };
        PortingRequestNumberPortedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.number_ported";
            data: components["schemas"]["PortingRequestNumberPortedData"];
        };
        PortingRequestNumberPortedData: {
            phone_number: string;
            phone_number_id: string;
            porting_number_id: string;
            proved_by: string;
        };
        PortingRequestStatusChangedMessage: {
            /** @enum {string} */
            type: "porting_request.status_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestStatusChangedEvent"];
        };
        PortingRequestStatusChangedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.status_changed";
            data: components["schemas"]["PortingRequestStatusChangedData"];
        };
        PortingRequestStatusChangedData: {
            status: string;
            previous_status: string;
            transition: string;
            reason: string | null;
        };
        PortingRequestFocChangedMessage: {
            /** @enum {string} */
            type: "porting_request.foc_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestFocChangedEvent"];
        };
        PortingRequestFocChangedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.foc_changed";
            data: components["schemas"]["PortingRequestFocChangedData"];
        };
        PortingRequestFocChangedData: {
            /** Format: date-time */
            foc_at: string | null;
            /** Format: date-time */
            previous_foc_at: string | null;
        };
        PortingRequestExceptionReportedMessage: {
            /** @enum {string} */
            type: "porting_request.exception_reported";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestExceptionReportedEvent"];
        };
        PortingRequestExceptionReportedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.exception_reported";
            data: components["schemas"]["PortingRequestExceptionReportedData"];
        };
        PortingRequestExceptionReportedData: {
            reasons: {
                code: string;
                detail: string;
                phone_number: string | null;
            }[];
        };
        PortingRequestNumbersChangedMessage: {
            /** @enum {string} */
            type: "porting_request.numbers_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestNumbersChangedEvent"];
        };
        PortingRequestNumbersChangedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.numbers_changed";
            data: components["schemas"]["PortingRequestNumbersChangedData"];
        };
        PortingRequestNumbersChangedData: {
            status: string;
            phone_numbers: string[];
            /** Format: date-time */
            foc_at: string | null;
            rejection_code: string | null;
        };
        PortingRequestCarrierUpdatedMessage: {
            /** @enum {string} */
            type: "porting_request.carrier_updated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestCarrierUpdatedEvent"];
        };
        PortingRequestCarrierUpdatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.carrier_updated";
            data: components["schemas"]["PortingRequestCarrierUpdatedData"];
        };
        PortingRequestCarrierUpdatedData: {
            carrier_request_id: string | null;
            carrier_status: string | null;
        };
        PortingRequestSplitMessage: {
            /** @enum {string} */
            type: "porting_request.split";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestSplitEvent"];
        };
        PortingRequestSplitEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.split";
            data: components["schemas"]["PortingRequestSplitData"];
        };
        PortingRequestSplitData: {
            split_into: string[];
            number_count: number;
        };
        PortingRequestCompletedMessage: {
            /** @enum {string} */
            type: "porting_request.completed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestCompletedEvent"];
        };
        PortingRequestCompletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.completed";
            data: components["schemas"]["PortingRequestCompletedData"];
        };
        PortingRequestCompletedData: {
            /** @enum {string} */
            status: "completed" | "partial";
            ported: number;
            not_ported: number;
        };
        PortingRequestStalledMessage: {
            /** @enum {string} */
            type: "porting_request.stalled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestStalledEvent"];
        };
        PortingRequestStalledEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.stalled";
            data: components["schemas"]["PortingRequestStalledData"];
        };
        PortingRequestStalledData: {
            finding_id: string;
            status: string;
            days: number;
            limit_days: number;
        };
        PortingRequestNotPreparedMessage: {
            /** @enum {string} */
            type: "porting_request.not_prepared";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestNotPreparedEvent"];
        };
        PortingRequestNotPreparedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.not_prepared";
            data: components["schemas"]["PortingRequestNotPreparedData"];
        };
        PortingRequestNotPreparedData: {
            finding_id: string;
            /** Format: date-time */
            foc_at: string | null;
            problems: {
                code: string;
                detail: string;
            }[];
        };
        PortingRequestNumberDelayedMessage: {
            /** @enum {string} */
            type: "porting_request.number_delayed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestNumberDelayedEvent"];
        };
        PortingRequestNumberDelayedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.number_delayed";
            data: components["schemas"]["PortingRequestNumberDelayedData"];
        };
        PortingRequestNumberDelayedData: {
            finding_id: string;
            phone_number: string;
            porting_number_id: string;
            reason: string;
        };
        PortingRequestMessagingChangedMessage: {
            /** @enum {string} */
            type: "porting_request.messaging_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["PortingRequestMessagingChangedEvent"];
        };
        PortingRequestMessagingChangedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "porting_request.messaging_changed";
            data: components["schemas"]["PortingRequestMessagingChangedData"];
        };
        PortingRequestMessagingChangedData: {
            phone_number: string;
            phone_number_id: string;
            porting_number_id: string;
            messaging_status: string;
        };
        CarrierAccountCreatedMessage: {
            /** @enum {string} */
            type: "carrier_account.created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["CarrierAccountCreatedEvent"];
        };
        CarrierAccountCreatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "carrier_account.created";
            data: components["schemas"]["CarrierAccountCreatedData"];
        };
        CarrierAccountCreatedData: {
            name: string;
            account_sid: string;
        };
        CarrierAccountUpdatedMessage: {
            /** @enum {string} */
            type: "carrier_account.updated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["CarrierAccountUpdatedEvent"];
        };
        CarrierAccountUpdatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "carrier_account.updated";
            data: components["schemas"]["CarrierAccountUpdatedData"];
        };
        CarrierAccountUpdatedData: {
            name: string;
            account_sid: string;
            changed: string[];
        };
        CarrierAccountDeletedMessage: {
            /** @enum {string} */
            type: "carrier_account.deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["CarrierAccountDeletedEvent"];
        };
        CarrierAccountDeletedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "carrier_account.deleted";
            data: components["schemas"]["CarrierAccountDeletedData"];
        };
        CarrierAccountDeletedData: {
            name: string;
            account_sid: string;
        };
        CarrierAccountVerifiedMessage: {
            /** @enum {string} */
            type: "carrier_account.verified";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["CarrierAccountVerifiedEvent"];
        };
        CarrierAccountVerifiedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "carrier_account.verified";
            data: components["schemas"]["CarrierAccountVerifiedData"];
        };
        CarrierAccountVerifiedData: {
            name: string;
            account_sid: string;
            /** @enum {string} */
            status: "verified" | "degraded";
        };
        CarrierAccountVerificationFailedMessage: {
            /** @enum {string} */
            type: "carrier_account.verification_failed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["CarrierAccountVerificationFailedEvent"];
        };
        CarrierAccountVerificationFailedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "carrier_account.verification_failed";
            data: components["schemas"]["CarrierAccountVerificationFailedData"];
        };
        CarrierAccountVerificationFailedData: {
            name: string;
            account_sid: string;
            rung: string;
            carrier_code: number | null;
        };
        CarrierAccountSigningKeyRotatedMessage: {
            /** @enum {string} */
            type: "carrier_account.signing_key_rotated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["CarrierAccountSigningKeyRotatedEvent"];
        };
        CarrierAccountSigningKeyRotatedEvent: {
            seq: number;
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            request_id: string;
            subject: components["schemas"]["EventSubject"];
            hash: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "carrier_account.signing_key_rotated";
            data: components["schemas"]["CarrierAccountSigningKeyRotatedData"];
        };
        CarrierAccountSigningKeyRotatedData: {
            name: string;
            account_sid: string;
        };
        Problem: {
            /** Format: uri-reference */
            type: string;
            title: string;
            status: number;
            code: components["schemas"]["ProblemCode"];
            detail: string;
            request_id: string;
            retry_after?: number;
            carrier_code?: number | null;
            errors?: components["schemas"]["FieldError"][];
            required_scope?: components["schemas"]["Scope"];
            first_seq?: number;
            monthly_cost?: components["schemas"]["Money"][];
            available?: number;
            phone_numbers?: components["schemas"]["PhoneNumberReference"][];
            has_more?: boolean;
            loop?: string[];
            run_id?: string;
            limit?: number;
            used?: number;
            requested?: number;
            cost_limit?: components["schemas"]["Money"];
            cost_used?: components["schemas"]["Money"];
            cost_requested?: components["schemas"]["Money"] | null;
            reason?: string | null;
            /** Format: date-time */
            since?: string | null;
            allowed_transitions?: string[];
            conflicting_numbers?: string[];
            requirements?: components["schemas"]["PortingRequirement"][];
            findings?: components["schemas"]["PreflightFinding"][];
        };
        /** @enum {string} */
        ProblemCode: "body_not_utf8" | "malformed_json" | "unauthenticated" | "invalid_api_key" | "api_key_expired" | "api_key_revoked" | "session_expired" | "csrf_failed" | "missing_scope" | "tenant_suspended" | "tenant_closed" | "not_found" | "method_not_allowed" | "number_held" | "number_owned" | "number_already_yours" | "number_in_use" | "requirements_not_met" | "preflight_failed" | "number_in_open_port" | "number_cooling_off" | "not_enough_numbers" | "number_unavailable" | "reservation_limit_reached" | "number_limit_reached" | "monthly_cost_limit_reached" | "reservation_ended" | "number_not_purchased" | "illegal_transition" | "cost_limit_exceeded" | "deletion_locked" | "agent_assigned" | "redirect_not_allowed" | "test_call_unavailable" | "agent_in_use" | "carrier_account_connected" | "carrier_account_in_use" | "webhooks_not_verifiable" | "carrier_account_limit_reached" | "changed_meanwhile" | "job_running" | "webhook_endpoint_limit_reached" | "sip_trunk_limit_reached" | "portability_check_limit_reached" | "sip_trunk_in_use" | "webhook_backlog_full" | "document_limit_reached" | "share_link_limit_reached" | "document_not_available" | "request_in_progress" | "events_archived" | "stale_version" | "length_required" | "body_too_large" | "document_empty" | "document_encrypted" | "document_incomplete" | "document_type_mismatch" | "letter_not_printable" | "unsupported_media_type" | "validation_failed" | "agent_not_found" | "routing_loop" | "invalid_cursor" | "cursor_in_future" | "idempotency_key_reused" | "number_type_unavailable" | "number_rejected" | "carrier_refused" | "address_required" | "local_address_required" | "address_rejected" | "bundle_required" | "bundle_rejected" | "identity_document_required" | "upgrade_required" | "webhook_url_not_allowed" | "rate_limited" | "too_many_connections" | "internal_error" | "configuration_not_kept" | "carrier_credentials_invalid" | "not_configured" | "carrier_busy" | "carrier_unavailable" | "name_lookup_failed" | "storage_unavailable" | "tenant_moving";
        FieldError: {
            /** @enum {string} */
            in: "body" | "query" | "path" | "header";
            pointer: string;
            detail: string;
        };
        Money: {
            amount: string;
            currency: string;
        };
        PhoneNumberReference: {
            id: string;
            phone_number: string;
        };
        PortingRequirement: {
            id: components["schemas"]["PortingRequirementId"];
            /** @enum {string} */
            kind: "field" | "document";
            pointer: string;
            title: string;
            acceptance_criteria: string;
            example: string;
            status: components["schemas"]["PortingRequirementStatus"];
            detail: string | null;
        };
        /** @enum {string} */
        PortingRequirementId: "phone_numbers" | "customer" | "authorized_person" | "service_address" | "account_number" | "pin" | "billing_telephone_number" | "remaining_numbers" | "new_billing_telephone_number" | "bill" | "letter_of_authorization";
        /** @enum {string} */
        PortingRequirementStatus: "missing" | "provided" | "under_review" | "accepted" | "rejected";
        PreflightFinding: {
            rule: components["schemas"]["PreflightRule"];
            severity: components["schemas"]["PreflightSeverity"];
            pointer: string;
            detail: string;
            fix: string | null;
            change: components["schemas"]["PreflightChange"] | null;
            phone_numbers: string[];
            source: components["schemas"]["PreflightSource"];
        };
        /** @enum {string} */
        PreflightRule: "requirement_missing" | "address_differs_from_bill" | "unit_differs_from_bill" | "bill_shows_billing_address" | "address_is_mail_drop" | "postal_code_not_of_state" | "address_in_other_country" | "name_differs_from_bill" | "legal_form_differs_from_bill" | "individual_named_like_company" | "authorized_person_is_not_customer" | "authorized_person_is_company" | "authorized_person_without_last_name" | "account_number_is_phone_number" | "account_number_incomplete" | "account_number_masked" | "pin_without_mobile_number" | "pin_of_unusual_form" | "pin_is_placeholder" | "btn_not_among_numbers" | "new_btn_is_ported" | "new_btn_is_the_old_one" | "bill_too_old" | "bill_in_future" | "bill_not_comparable" | "number_owned" | "number_in_open_port" | "number_not_portable" | "portability_not_checked" | "ported_by_operator" | "several_carriers" | "several_kinds" | "no_agent" | "desired_not_a_date" | "desired_too_early" | "desired_too_late" | "desired_not_a_business_day" | "desired_unknown_time_zone" | "desired_window_outside_hours" | "desired_window_without_end";
        /** @enum {string} */
        PreflightSeverity: "error" | "warning" | "info";
        PreflightChange: {
            /** @enum {string} */
            kind: "set_field" | "remove_numbers";
            pointer?: string;
            value?: unknown;
        };
        PreflightSource: {
            title: string;
            url: string;
        };
        AvailablePhoneNumbers: {
            data: components["schemas"]["AvailablePhoneNumber"][];
        };
        AvailablePhoneNumber: {
            phone_number: string;
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            locality: string | null;
            region: string | null;
            postal_code: string | null;
            rate_center: string | null;
            capabilities: components["schemas"]["Capabilities"];
            monthly_price: components["schemas"]["Money"] | null;
            /** @enum {string} */
            address_requirement: "none" | "any" | "local" | "foreign";
            requirements: components["schemas"]["NumberNeeds"];
            /** @enum {string} */
            hold_scope: "platform";
            reservation: components["schemas"]["OwnReservation"] | null;
        };
        Capabilities: {
            voice: boolean;
            sms: boolean;
            mms: boolean;
            fax: boolean;
        };
        NumberNeeds: {
            /** @enum {string|null} */
            address: "none" | "any" | "local" | "foreign" | null;
            bundle: boolean | null;
        };
        OwnReservation: {
            id: string;
            /** Format: date-time */
            expires_at: string;
        };
        AvailableCountries: {
            data: components["schemas"]["AvailableCountry"][];
        };
        AvailableCountry: {
            country: string;
            name: string;
            types: {
                /** @enum {string} */
                type: "local" | "mobile" | "toll_free";
                monthly_price: components["schemas"]["Money"] | null;
            }[];
        };
        Reservation: {
            id: string;
            phone_number: string;
            /** @enum {string} */
            status: "held" | "purchasing" | "completed" | "canceled" | "expired" | "lost" | "failed";
            /** @enum {string} */
            hold_scope: "platform";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            expires_in: number;
            /** Format: date-time */
            ended_at: string | null;
            phone_number_id: string | null;
        };
        NewReservation: {
            /** Format: e164 */
            phone_number: string;
            ttl_seconds?: number;
        };
        ReservationPage: {
            data: components["schemas"]["Reservation"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        ReservationExtension: {
            ttl_seconds?: number;
        };
        RegulatoryRequirements: {
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            requirements: components["schemas"]["NumberNeeds"];
            regulations: {
                id: string;
                name: string;
                end_user: string;
                information: components["schemas"]["RequiredField"][];
                documents: {
                    name: string;
                    label: string;
                    description: string | null;
                    accepted: {
                        name: string;
                        label: string;
                        fields: components["schemas"]["RequiredField"][];
                    }[];
                }[];
            }[];
        };
        RequiredField: {
            name: string;
            label: string;
            description: string | null;
        };
        RegulatoryDefaultPage: {
            data: components["schemas"]["RegulatoryDefault"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        RegulatoryDefault: {
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            address_sid: string | null;
            bundle_sid: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        NewRegulatoryDefault: {
            address_sid?: string | null;
            bundle_sid?: string | null;
        };
        Order: {
            id: string;
            /** @enum {string} */
            status: "pending" | "processing" | "completed" | "partial" | "failed" | "canceled" | "needs_attention";
            item_counts: {
                queued: number;
                purchasing: number;
                unknown: number;
                completed: number;
                failed: number;
                canceled: number;
            };
            /** Format: date-time */
            estimated_completion_at: string | null;
            items: components["schemas"]["OrderItem"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        OrderItem: {
            id: string;
            phone_number: string;
            /** @enum {string} */
            status: "queued" | "purchasing" | "unknown" | "completed" | "failed" | "canceled";
            phone_number_id: string | null;
            reservation_id: string | null;
            monthly_price: components["schemas"]["Money"] | null;
            address_sid: string | null;
            bundle_sid: string | null;
            error: components["schemas"]["OrderItemError"] | null;
        };
        OrderItemError: {
            code: components["schemas"]["OrderItemErrorCode"];
            detail: string;
            carrier_code: number | null;
            retryable: boolean;
            alternatives?: string[];
        };
        /** @enum {string} */
        OrderItemErrorCode: "number_unavailable" | "number_rejected" | "number_type_unavailable" | "address_required" | "local_address_required" | "address_rejected" | "bundle_required" | "bundle_rejected" | "identity_document_required" | "carrier_credentials_invalid" | "carrier_refused" | "not_found" | "number_held" | "number_owned" | "number_already_yours" | "number_cooling_off" | "cooling_off_ended" | "reservation_ended" | "carrier_busy" | "carrier_unavailable" | "tenant_suspended" | "tenant_closed" | "conflict";
        NewOrder: {
            items?: components["schemas"]["NewOrderItem"][];
            criteria?: components["schemas"]["OrderCriteria"];
            configuration?: components["schemas"]["NewOrderConfiguration"];
            max_monthly_cost?: components["schemas"]["CostLimit"];
        };
        NewOrderItem: {
            /** Format: e164 */
            phone_number: string;
            reservation_id?: string;
        };
        OrderCriteria: {
            country: string;
            /** @enum {string} */
            type?: "local" | "mobile" | "toll_free";
            area_code?: string;
            contains?: string;
            locality?: string;
            region?: string;
            capabilities?: ("voice" | "sms" | "mms" | "fax")[];
            quantity: number;
            /** @enum {string} */
            strategy?: "best_effort" | "all_or_nothing";
        };
        NewOrderConfiguration: {
            friendly_name?: string;
            tags?: string[];
            metadata?: {
                [key: string]: string;
            };
            agent_id?: string;
            routing?: components["schemas"]["RoutingPlan"];
            address_sid?: string | null;
            bundle_sid?: string | null;
        };
        RoutingPlan: {
            blocked_callers?: string[];
            countries?: components["schemas"]["CountryRule"] | null;
            schedule?: components["schemas"]["Schedule"] | null;
            callers?: components["schemas"]["CallerAgent"][];
            agents?: components["schemas"]["WeightedAgent"][];
            sticky?: boolean;
            fallback?: components["schemas"]["Fallback"] | null;
        };
        CountryRule: {
            /** @enum {string} */
            mode: "allow" | "deny";
            list: string[];
        };
        Schedule: {
            time_zone: string;
            open: components["schemas"]["OpeningHours"][];
            closed_on?: string[];
            closed?: components["schemas"]["Fallback"] | null;
        };
        OpeningHours: {
            days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
            from: string;
            to: string;
        };
        Fallback: components["schemas"]["SipDestination"] | components["schemas"]["DialDestination"] | components["schemas"]["SayDestination"];
        SipDestination: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "sip";
            uri?: string;
            sip_trunk_id?: string;
            user?: string;
            timeout_seconds?: number;
        };
        DialDestination: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "dial";
            /** Format: e164 */
            phone_number: string;
            sip_trunk_id?: string;
            timeout_seconds?: number;
            /** @enum {string} */
            caller_id?: "caller" | "called";
        };
        SayDestination: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "say";
            message: string;
            voice?: string | null;
            language?: string | null;
        };
        CallerAgent: {
            from: string;
            agent_id: string;
        };
        WeightedAgent: {
            agent_id: string;
            weight: number;
        };
        CostLimit: {
            amount: string;
            currency: string;
        };
        OrderQuote: {
            monthly_cost: components["schemas"]["Money"][];
            would_succeed: boolean;
            obstacles: components["schemas"]["Failure"][];
            carrier_checked: boolean;
            items: {
                phone_number: string;
                monthly_price: components["schemas"]["Money"] | null;
                requirements: components["schemas"]["NumberNeeds"];
                address_sid: string | null;
                bundle_sid: string | null;
                obstacles: components["schemas"]["Failure"][];
            }[];
        };
        Failure: {
            code: components["schemas"]["ProblemCode"];
            detail: string;
        };
        OrderPage: {
            data: components["schemas"]["Order"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        PhoneNumber: {
            id: string;
            phone_number: string;
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            capabilities: components["schemas"]["Capabilities"];
            monthly_price: components["schemas"]["Money"] | null;
            /** @enum {string} */
            status: "active" | "suspended" | "releasing" | "cooling_off" | "released" | "lost";
            /** @enum {string} */
            acquisition_method: "reseller" | "imported" | "sip_trunk" | "porting";
            carrier_account_id: string | null;
            sip_trunk_id: string | null;
            ownership: components["schemas"]["PhoneNumberOwnership"];
            agent_id: string | null;
            sms_forward_to: string | null;
            friendly_name: string;
            tags: string[];
            metadata: {
                [key: string]: string;
            };
            deletion_lock: boolean;
            port_out_lock: boolean;
            port_out_lock_supported: boolean;
            port_out_lock_detail: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            released_at: string | null;
            /** Format: date-time */
            cooling_off_until: string | null;
        };
        /** @enum {string} */
        PhoneNumberOwnership: "proved" | "unproved";
        CarrierNumberPage: {
            data: components["schemas"]["CarrierNumber"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        CarrierNumber: {
            phone_number_sid: string;
            phone_number: string;
            phone_number_id: string | null;
            friendly_name: string | null;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            capabilities: components["schemas"]["Capabilities"];
            voice_region: string | null;
            answered_by: {
                voice_url: string | null;
                status_callback: string | null;
                sms_url: string | null;
                voice_application_sid: string | null;
                sms_application_sid: string | null;
                trunk_sid: string | null;
            };
            obstacles: components["schemas"]["ImportObstacle"][];
            changes: components["schemas"]["ImportChange"][];
        };
        ImportObstacle: {
            /** @enum {string} */
            kind: "trunk" | "application" | "studio_flow" | "region" | "already_imported" | "imported_by_another_tenant";
            setting: string | null;
            value: string | null;
            can_overwrite: boolean;
            detail: string;
        };
        ImportChange: {
            setting: string;
            from: string | null;
            to: string | null;
        };
        ImportJob: {
            id: string;
            carrier_account_id: string;
            /** @enum {string} */
            action: "import" | "detach";
            dry_run: boolean;
            /** @enum {string} */
            status: "pending" | "processing" | "completed";
            listed: boolean;
            counts: {
                pending: number;
                succeeded: number;
                failed: number;
            };
            error: components["schemas"]["ImportFailure"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at: string | null;
        };
        ImportFailure: {
            code: components["schemas"]["ProblemCode"];
            detail: string;
            carrier_code: number | null;
        };
        NewImport: {
            phone_numbers?: string[];
            /** @enum {boolean} */
            all?: true;
            dry_run?: boolean;
            configuration?: components["schemas"]["NewImportConfiguration"];
            overwrite?: ("trunk" | "application" | "studio_flow" | "region")[];
        };
        NewImportConfiguration: {
            friendly_name?: string;
            tags?: string[];
            metadata?: {
                [key: string]: string;
            };
            agent_id?: string;
            routing?: components["schemas"]["RoutingPlan"];
        };
        NewDetachment: {
            phone_numbers?: string[];
            /** @enum {boolean} */
            all?: true;
            dry_run?: boolean;
            force?: boolean;
        };
        Detachment: {
            import_job_id: string | null;
            phone_number: string;
            phone_number_sid: string | null;
            phone_number_id: string | null;
            /** @enum {string} */
            status: "pending" | "succeeded" | "failed";
            obstacles: components["schemas"]["ImportObstacle"][];
            restored: string[];
            not_restored: {
                setting: string;
                /** @enum {string} */
                code: "changed" | "refused" | "not_kept" | "number_gone" | "forced";
                detail: string;
                carrier_code: number | null;
            }[];
            error: components["schemas"]["ImportFailure"] | null;
        };
        ImportJobPage: {
            data: components["schemas"]["ImportJob"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        ImportItemPage: {
            data: components["schemas"]["ImportItem"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        ImportItem: {
            phone_number: string;
            phone_number_sid: string | null;
            phone_number_id: string | null;
            /** @enum {string} */
            status: "pending" | "succeeded" | "failed";
            obstacles: components["schemas"]["ImportObstacle"][];
            restored: string[];
            not_restored: {
                setting: string;
                /** @enum {string} */
                code: "changed" | "refused" | "not_kept" | "number_gone" | "forced";
                detail: string;
                carrier_code: number | null;
            }[];
            error: components["schemas"]["ImportFailure"] | null;
        };
        PortingRequest: {
            id: string;
            tenant_id: string;
            status: components["schemas"]["PortingRequestStatus"];
            /** Format: date-time */
            status_since: string;
            path: components["schemas"]["PortingPath"];
            name: string | null;
            customer_reference: string | null;
            losing_carrier: components["schemas"]["LosingCarrier"] | null;
            customer: components["schemas"]["PortingCustomer"] | null;
            authorized_person: components["schemas"]["AuthorizedPerson"] | null;
            service_address: components["schemas"]["PostalAddress"] | null;
            billing_address: components["schemas"]["PostalAddress"] | null;
            billing_telephone_number: string | null;
            secrets: components["schemas"]["PortingSecrets"];
            bill: components["schemas"]["BillFields"] | null;
            desired: components["schemas"]["DesiredPortingDate"] | null;
            /** @enum {string} */
            scope: "full" | "partial";
            remaining_numbers: components["schemas"]["RemainingNumbers"] | null;
            configuration: components["schemas"]["PortedNumberSettings"];
            number_counts: components["schemas"]["PortingNumberCounts"];
            number_types: components["schemas"]["PortingNumberType"][];
            foc: components["schemas"]["PortingFoc"] | null;
            messaging_status: components["schemas"]["PortingMessagingStatus"];
            exception: components["schemas"]["PortingException"] | null;
            requirements: components["schemas"]["PortingRequirement"][];
            requirements_met: boolean;
            preflight: components["schemas"]["PortingPreflight"] | null;
            split_from: string | null;
            split_into: string[];
            allowed_transitions: components["schemas"]["AllowedPortingTransition"][];
            carrier: components["schemas"]["PortingCarrierState"] | null;
            /** Format: date-time */
            submitted_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @enum {string} */
        PortingRequestStatus: "draft" | "submitted" | "awaiting_signature" | "in_process" | "foc_confirmed" | "activating" | "completed" | "partial" | "exception" | "cancel_requested" | "canceled" | "expired";
        /** @enum {string} */
        PortingPath: "twilio" | "operator";
        LosingCarrier: {
            name: string;
        };
        PortingCustomer: {
            /** @enum {string} */
            type: "business" | "individual";
            name: string;
        };
        AuthorizedPerson: {
            name: string;
            /** Format: email */
            email: string;
            /** Format: e164 */
            phone?: string | null;
        };
        PostalAddress: {
            street: string;
            street_2?: string | null;
            city: string;
            state: string;
            postal_code: string;
            country?: string;
        };
        PortingSecrets: {
            account_number: boolean;
            pin: boolean;
        };
        BillFields: {
            customer_name?: string | null;
            address?: components["schemas"]["PostalAddress"] | null;
            /** Format: date */
            date?: string | null;
        };
        DesiredPortingDate: {
            /** Format: date */
            date: string;
            window_start?: string | null;
            window_end?: string | null;
            time_zone: string;
        };
        RemainingNumbers: {
            /** @enum {string} */
            action: "keep" | "disconnect";
            /** Format: e164 */
            new_billing_telephone_number?: string | null;
        };
        PortedNumberSettings: {
            agent_id?: string | null;
            routing?: components["schemas"]["RoutingPlan"] | null;
            tags?: string[];
        };
        PortingNumberCounts: {
            total: number;
            pending: number;
            submitted: number;
            foc_confirmed: number;
            activating: number;
            ported: number;
            rejected: number;
            canceled: number;
        };
        PortingNumberType: {
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            count: number;
        };
        PortingFoc: {
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            window_end: string | null;
            time_zone: string | null;
        };
        /** @enum {string} */
        PortingMessagingStatus: "not_applicable" | "pending" | "activating" | "ported" | "exception";
        PortingException: {
            reasons: components["schemas"]["PortingExceptionReason"][];
            /** Format: date-time */
            since: string;
        };
        PortingExceptionReason: {
            code: string;
            detail: string;
            phone_number: string | null;
        };
        PortingPreflight: {
            score: number;
            findings: components["schemas"]["PreflightFinding"][];
            split: components["schemas"]["PortingSplit"] | null;
            /** Format: date-time */
            checked_at: string;
        };
        PortingSplit: components["schemas"]["PortingSplitGroup"][];
        PortingSplitGroup: {
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            losing_carrier: string | null;
            phone_numbers: string[];
        };
        AllowedPortingTransition: {
            name: components["schemas"]["PortingTransitionName"];
            to: components["schemas"]["PortingRequestStatus"];
            requires: string[];
            summary: string;
            blocked_by: components["schemas"]["PortingGuardRefusal"] | null;
        };
        /** @enum {string} */
        PortingTransitionName: "submit" | "request_signature" | "start_processing" | "confirm_foc" | "change_foc" | "withdraw_foc" | "start_activation" | "complete" | "complete_partially" | "report_exception" | "resubmit" | "resolve_exception" | "request_cancellation" | "refuse_cancellation" | "confirm_cancellation" | "discard" | "expire";
        PortingGuardRefusal: {
            guard: components["schemas"]["PortingGuard"];
            detail: string;
        };
        /** @enum {string} */
        PortingGuard: "requirements_met" | "preflight_passed" | "not_within_48_hours_of_foc" | "no_number_ported" | "all_numbers_ported" | "some_numbers_ported_and_none_open";
        PortingCarrierState: {
            request_id: string;
            status: string | null;
            is_status_known: boolean;
            signature_url: string | null;
        };
        NewPortingRequest: {
            name?: string | null;
            customer_reference?: string | null;
            losing_carrier?: components["schemas"]["LosingCarrier"] | null;
            customer?: components["schemas"]["PortingCustomer"] | null;
            authorized_person?: components["schemas"]["AuthorizedPerson"] | null;
            service_address?: components["schemas"]["PostalAddress"] | null;
            billing_address?: components["schemas"]["PostalAddress"] | null;
            /** Format: e164 */
            billing_telephone_number?: string | null;
            account_number?: string | null;
            pin?: string | null;
            bill?: components["schemas"]["BillFields"] | null;
            desired?: components["schemas"]["DesiredPortingDate"] | null;
            /** @enum {string} */
            scope?: "full" | "partial";
            remaining_numbers?: components["schemas"]["RemainingNumbers"] | null;
            configuration?: components["schemas"]["PortedNumberSettings"];
            phone_numbers?: string[];
            ranges?: components["schemas"]["NumberRange"][];
            numbers?: components["schemas"]["NewPortingNumber"][];
        };
        NumberRange: {
            start: string;
            end: string;
        };
        NewPortingNumber: {
            phone_number: string;
            losing_carrier?: string | null;
            pin?: string | null;
            configuration?: components["schemas"]["PortedNumberSettings"] | null;
        };
        PortingRequestPage: {
            data: components["schemas"]["PortingRequest"][];
            next_cursor: string | null;
            has_more: boolean;
            meta: components["schemas"]["PortingRequestsMeta"];
        };
        PortingRequestsMeta: {
            counts: components["schemas"]["PortingRequestCounts"];
        };
        PortingRequestCounts: {
            draft: number;
            submitted: number;
            awaiting_signature: number;
            in_process: number;
            foc_confirmed: number;
            activating: number;
            completed: number;
            partial: number;
            exception: number;
            cancel_requested: number;
            canceled: number;
            expired: number;
        };
        PortingRequestChange: {
            name?: string | null;
            customer_reference?: string | null;
            losing_carrier?: components["schemas"]["LosingCarrier"] | null;
            customer?: components["schemas"]["PortingCustomer"] | null;
            authorized_person?: components["schemas"]["AuthorizedPerson"] | null;
            service_address?: components["schemas"]["PostalAddress"] | null;
            billing_address?: components["schemas"]["PostalAddress"] | null;
            /** Format: e164 */
            billing_telephone_number?: string | null;
            account_number?: string | null;
            pin?: string | null;
            bill?: components["schemas"]["BillFields"] | null;
            desired?: components["schemas"]["DesiredPortingDate"] | null;
            /** @enum {string} */
            scope?: "full" | "partial";
            remaining_numbers?: components["schemas"]["RemainingNumbers"] | null;
            configuration?: components["schemas"]["PortedNumberSettings"];
        };
        PortingNumberPage: {
            data: components["schemas"]["PortingNumber"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        PortingNumber: {
            id: string;
            phone_number: string;
            status: components["schemas"]["PortingNumberStatus"];
            /** Format: date-time */
            status_since: string;
            country: string;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            losing_carrier: string | null;
            secrets: components["schemas"]["PortingNumberSecrets"];
            configuration: components["schemas"]["PortedNumberSettings"] | null;
            /** Format: date-time */
            foc_at: string | null;
            messaging_status: components["schemas"]["PortingMessagingStatus"];
            rejection: components["schemas"]["PortingNumberRejection"] | null;
            phone_number_id: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @enum {string} */
        PortingNumberStatus: "pending" | "submitted" | "foc_confirmed" | "activating" | "ported" | "rejected" | "canceled";
        PortingNumberSecrets: {
            pin: boolean;
        };
        PortingNumberRejection: {
            code: string;
            detail: string;
            carrier_code: string | null;
        };
        PortingNumbersAdded: {
            added: number;
            number_counts: components["schemas"]["PortingNumberCounts"];
        };
        NewPortingNumbers: {
            phone_numbers?: string[];
            ranges?: components["schemas"]["NumberRange"][];
            numbers?: components["schemas"]["NewPortingNumber"][];
        };
        PortingNumberChange: {
            losing_carrier?: string | null;
            pin?: string | null;
            configuration?: components["schemas"]["PortedNumberSettings"] | null;
        };
        PortingDocument: {
            id: string;
            porting_request_id: string;
            kind: components["schemas"]["PortingDocumentKind"];
            filename: string;
            /** @enum {string} */
            content_type: "application/pdf" | "image/png" | "image/jpeg" | "image/tiff";
            bytes: number;
            sha256: string;
            status: components["schemas"]["PortingDocumentStatus"];
            detail: string | null;
            origin: components["schemas"]["PortingDocumentOrigin"];
            /** Format: date-time */
            created_at: string;
        };
        /** @enum {string} */
        PortingDocumentKind: "bill" | "csr" | "loa" | "other";
        /** @enum {string} */
        PortingDocumentStatus: "stored" | "scanning" | "rejected";
        /** @enum {string} */
        PortingDocumentOrigin: "uploaded" | "made" | "link";
        PortingDocumentPage: {
            data: components["schemas"]["PortingDocument"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        PortingDocumentDownload: {
            url: string;
            /** Format: date-time */
            expires_at: string;
        };
        CreatedPortingShareLink: {
            id: string;
            porting_request_id: string;
            label: string | null;
            permissions: components["schemas"]["PortingLinkPermission"][];
            status: components["schemas"]["PortingLinkStatus"];
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            last_opened_at: string | null;
            /** Format: date-time */
            created_at: string;
            url: string;
        };
        /** @enum {string} */
        PortingLinkPermission: "view" | "upload" | "correct";
        /** @enum {string} */
        PortingLinkStatus: "active" | "expired" | "revoked";
        PortingShareLink: {
            id: string;
            porting_request_id: string;
            label: string | null;
            permissions: components["schemas"]["PortingLinkPermission"][];
            status: components["schemas"]["PortingLinkStatus"];
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            last_opened_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        NewPortingShareLink: {
            label?: string;
            permissions?: ("view" | "upload" | "correct")[];
            /** Format: date-time */
            expires_at?: string;
        };
        PortingShareLinkPage: {
            data: components["schemas"]["PortingShareLink"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        PortabilityCheck: {
            id: string;
            /** @enum {string} */
            status: "processing" | "completed";
            counts: {
                total: number;
                pending: number;
                portable: number;
                not_portable: number;
                undetermined: number;
            };
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at: string | null;
            results: components["schemas"]["PortabilityResult"][];
            has_more_results: boolean;
        };
        PortabilityResult: {
            phone_number: string;
            /** @enum {string} */
            status: "pending" | "checked";
            portable: boolean | null;
            /** @enum {string|null} */
            path: "twilio" | "operator" | null;
            reason: components["schemas"]["PortingReason"] | null;
            conflict: components["schemas"]["PortabilityConflict"] | null;
            pin_required: boolean | null;
            account_number_required: boolean | null;
            fast_port: boolean | null;
            losing_carrier: string | null;
            messaging: boolean | null;
            /** @enum {string} */
            type: "local" | "mobile" | "toll_free";
            country: string;
            /** Format: date-time */
            checked_at: string | null;
            is_cached: boolean;
        };
        PortingReason: {
            /** @enum {string} */
            code: "already_at_carrier" | "already_at_platform" | "already_porting" | "not_supported" | "number_in_open_port" | "number_owned" | "operator_path_only" | "portability_undetermined" | "account_number_mismatch" | "auth_person_mismatch" | "btn_atn_mismatch" | "carrier_restriction" | "contact_support_required" | "entity_name_mismatch" | "foc_expired" | "foc_rejected" | "location_mismatch" | "lsr_pending" | "main_btn_porting" | "missing_required_fields" | "osp_irresponsive" | "other" | "passcode_pin_invalid" | "phone_number_has_special_feature" | "phone_number_inactive" | "phone_number_mismatch" | "phone_number_not_portable" | "port_type_incorrect" | "porting_order_split_required" | "postal_code_mismatch" | "rate_center_not_portable" | "signature_expired" | "sv_conflict" | "sv_unknown_failure";
            title: string;
            detail: string;
            /** @enum {string} */
            who_acts: "customer" | "losing_carrier" | "platform" | "no_one";
            fix: string;
            carrier_code: string | null;
            carrier_text: string | null;
        };
        PortabilityConflict: {
            /** @enum {string} */
            code: "already_at_carrier" | "already_at_platform" | "already_porting" | "not_supported" | "number_in_open_port" | "number_owned" | "operator_path_only" | "portability_undetermined" | "account_number_mismatch" | "auth_person_mismatch" | "btn_atn_mismatch" | "carrier_restriction" | "contact_support_required" | "entity_name_mismatch" | "foc_expired" | "foc_rejected" | "location_mismatch" | "lsr_pending" | "main_btn_porting" | "missing_required_fields" | "osp_irresponsive" | "other" | "passcode_pin_invalid" | "phone_number_has_special_feature" | "phone_number_inactive" | "phone_number_mismatch" | "phone_number_not_portable" | "port_type_incorrect" | "porting_order_split_required" | "postal_code_mismatch" | "rate_center_not_portable" | "signature_expired" | "sv_conflict" | "sv_unknown_failure";
            title: string;
            detail: string;
            /** @enum {string} */
            who_acts: "customer" | "losing_carrier" | "platform" | "no_one";
            fix: string;
            carrier_code: string | null;
            carrier_text: string | null;
            phone_number_id: string | null;
            porting_request_id: string | null;
        };
        PortabilityCheckSummary: {
            id: string;
            /** @enum {string} */
            status: "processing" | "completed";
            counts: {
                total: number;
                pending: number;
                portable: number;
                not_portable: number;
                undetermined: number;
            };
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at: string | null;
        };
        NewPortabilityCheck: {
            phone_numbers: string[];
        };
        PortabilityCheckPage: {
            data: components["schemas"]["PortabilityCheckSummary"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        PortabilityResultPage: {
            data: components["schemas"]["PortabilityResult"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        PortingReasonList: {
            reasons: components["schemas"]["PortingReasonExplanation"][];
        };
        PortingReasonExplanation: {
            /** @enum {string} */
            code: "already_at_carrier" | "already_at_platform" | "already_porting" | "not_supported" | "number_in_open_port" | "number_owned" | "operator_path_only" | "portability_undetermined" | "account_number_mismatch" | "auth_person_mismatch" | "btn_atn_mismatch" | "carrier_restriction" | "contact_support_required" | "entity_name_mismatch" | "foc_expired" | "foc_rejected" | "location_mismatch" | "lsr_pending" | "main_btn_porting" | "missing_required_fields" | "osp_irresponsive" | "other" | "passcode_pin_invalid" | "phone_number_has_special_feature" | "phone_number_inactive" | "phone_number_mismatch" | "phone_number_not_portable" | "port_type_incorrect" | "porting_order_split_required" | "postal_code_mismatch" | "rate_center_not_portable" | "signature_expired" | "sv_conflict" | "sv_unknown_failure";
            title: string;
            detail: string;
            /** @enum {string} */
            who_acts: "customer" | "losing_carrier" | "platform" | "no_one";
            fix: string;
            /** @enum {string} */
            kind: "not_portable" | "rejection";
        };
        PortingAllowedDates: {
            dates: components["schemas"]["PortingAllowedDate"][];
        };
        PortingAllowedDate: {
            /** Format: date */
            date: string;
            window_start: string;
            window_end: string;
        };
        PortingTimelinePage: {
            data: components["schemas"]["PortingEntry"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        PortingEntry: {
            id: string;
            kind: components["schemas"]["PortingEntryKind"];
            visibility: components["schemas"]["PortingEntryVisibility"];
            actor: components["schemas"]["PortingEntryActor"];
            detail: string;
            data: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            at: string;
        };
        /** @enum {string} */
        PortingEntryKind: "status_changed" | "number_status_changed" | "foc_changed" | "comment" | "document_added" | "document_removed" | "corrected" | "split" | "shared" | "carrier_status" | "messaging_changed";
        /** @enum {string} */
        PortingEntryVisibility: "customer" | "internal";
        PortingEntryActor: {
            /** @enum {string} */
            kind: "customer" | "operator" | "carrier" | "system" | "link";
            id: string | null;
        };
        NewPortingComment: {
            text: string;
            /** @enum {string} */
            visibility?: "customer" | "internal";
        };
        NewPortingTransition: {
            reason: string;
            foc?: components["schemas"]["NewPortingFoc"];
            reasons?: components["schemas"]["NewPortingExceptionReason"][];
        };
        NewPortingFoc: {
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            window_end?: string | null;
            time_zone?: string | null;
        };
        NewPortingExceptionReason: {
            /** @enum {string} */
            code: "account_number_mismatch" | "auth_person_mismatch" | "btn_atn_mismatch" | "carrier_restriction" | "contact_support_required" | "entity_name_mismatch" | "foc_expired" | "foc_rejected" | "location_mismatch" | "lsr_pending" | "main_btn_porting" | "missing_required_fields" | "osp_irresponsive" | "other" | "passcode_pin_invalid" | "phone_number_has_special_feature" | "phone_number_inactive" | "phone_number_mismatch" | "phone_number_not_portable" | "port_type_incorrect" | "porting_order_split_required" | "postal_code_mismatch" | "rate_center_not_portable" | "signature_expired" | "sv_conflict" | "sv_unknown_failure";
            detail?: string;
            /** Format: e164 */
            phone_number?: string | null;
        };
        NewPortingNumberMove: {
            reason: string;
            /** Format: date-time */
            foc_at?: string;
            rejection?: components["schemas"]["NewPortingRejection"];
        };
        NewPortingRejection: {
            /** @enum {string} */
            code: "account_number_mismatch" | "auth_person_mismatch" | "btn_atn_mismatch" | "carrier_restriction" | "contact_support_required" | "entity_name_mismatch" | "foc_expired" | "foc_rejected" | "location_mismatch" | "lsr_pending" | "main_btn_porting" | "missing_required_fields" | "osp_irresponsive" | "other" | "passcode_pin_invalid" | "phone_number_has_special_feature" | "phone_number_inactive" | "phone_number_mismatch" | "phone_number_not_portable" | "port_type_incorrect" | "porting_order_split_required" | "postal_code_mismatch" | "rate_center_not_portable" | "signature_expired" | "sv_conflict" | "sv_unknown_failure";
            detail?: string;
        };
        PortingBoardPage: {
            data: components["schemas"]["PortingBoardEntry"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        PortingBoardEntry: {
            id: string;
            tenant_id: string;
            attention: components["schemas"]["PortingAttention"];
            status: components["schemas"]["PortingRequestStatus"];
            /** Format: date-time */
            status_since: string;
            path: components["schemas"]["PortingPath"];
            name: string | null;
            losing_carrier: components["schemas"]["LosingCarrier"] | null;
            number_counts: components["schemas"]["PortingNumberCounts"];
            /** Format: date-time */
            foc_at: string | null;
            exception: components["schemas"]["PortingException"] | null;
            allowed_transitions: components["schemas"]["PossiblePortingTransition"][];
            /** Format: date-time */
            submitted_at: string | null;
            /** Format: date-time */
            updated_at: string;
        };
        /** @enum {string} */
        PortingAttention: "act" | "watch" | "wait";
        PossiblePortingTransition: {
            name: components["schemas"]["PortingTransitionName"];
            to: components["schemas"]["PortingRequestStatus"];
            requires: string[];
            summary: string;
        };
        PhoneNumberPage: {
            data: components["schemas"]["PhoneNumber"][];
            next_cursor: string | null;
            has_more: boolean;
            meta: {
                offline_count: number;
            };
        };
        PhoneNumberCounts: {
            total: number;
            by_status: {
                active: number;
                suspended: number;
                releasing: number;
                cooling_off: number;
                released: number;
                lost: number;
            };
            by_readiness: {
                ready: number;
                not_ready: number;
                unknown: number;
            };
        };
        PhoneNumberChange: {
            friendly_name?: string;
            tags?: string[];
            metadata?: {
                [key: string]: string | null;
            };
            deletion_lock?: boolean;
            port_out_lock?: boolean;
            sms_forward_to?: string | null;
        };
        PhoneNumberTransfer: {
            tenant_id: string;
            force?: boolean;
        };
        PhoneNumberHistoryPage: {
            data: components["schemas"]["Event"][];
            next_cursor: string | null;
            has_more: boolean;
            meta: {
                /** Format: date-time */
                complete_since: string | null;
            };
        };
        Event: components["schemas"]["TenantCreatedEvent"] | components["schemas"]["TenantUpdatedEvent"] | components["schemas"]["TenantSuspendedEvent"] | components["schemas"]["TenantResumedEvent"] | components["schemas"]["TenantClosedEvent"] | components["schemas"]["TenantReopenedEvent"] | components["schemas"]["TenantDataDeletedEvent"] | components["schemas"]["TenantMoveStartedEvent"] | components["schemas"]["TenantMovedEvent"] | components["schemas"]["TenantMoveCanceledEvent"] | components["schemas"]["ApiKeyCreatedEvent"] | components["schemas"]["ApiKeyRevokedEvent"] | components["schemas"]["ApiKeySessionsEndedEvent"] | components["schemas"]["SessionCreatedEvent"] | components["schemas"]["SessionTenantSwitchedEvent"] | components["schemas"]["SessionEndedEvent"] | components["schemas"]["ReservationCreatedEvent"] | components["schemas"]["ReservationExtendedEvent"] | components["schemas"]["ReservationCanceledEvent"] | components["schemas"]["ReservationExpiredEvent"] | components["schemas"]["ReservationPurchasingEvent"] | components["schemas"]["ReservationReinstatedEvent"] | components["schemas"]["ReservationCompletedEvent"] | components["schemas"]["ReservationLostEvent"] | components["schemas"]["ReservationFailedEvent"] | components["schemas"]["OrderCreatedEvent"] | components["schemas"]["OrderCanceledEvent"] | components["schemas"]["OrderItemPendingEvent"] | components["schemas"]["OrderItemCompletedEvent"] | components["schemas"]["OrderItemFailedEvent"] | components["schemas"]["RegulatoryDefaultSetEvent"] | components["schemas"]["RegulatoryDefaultRemovedEvent"] | components["schemas"]["RegulatoryClaimFreedEvent"] | components["schemas"]["FindingOpenedEvent"] | components["schemas"]["FindingResolvedEvent"] | components["schemas"]["FindingSnoozedEvent"] | components["schemas"]["FindingAssignedEvent"] | components["schemas"]["BulkJobCreatedEvent"] | components["schemas"]["BulkJobCompletedEvent"] | components["schemas"]["ImportJobCreatedEvent"] | components["schemas"]["ImportJobCompletedEvent"] | components["schemas"]["PortabilityCheckCreatedEvent"] | components["schemas"]["PortabilityCheckCompletedEvent"] | components["schemas"]["AgentCreatedEvent"] | components["schemas"]["AgentUpdatedEvent"] | components["schemas"]["AgentDeletedEvent"] | components["schemas"]["AssignmentStartedEvent"] | components["schemas"]["AssignmentEndedEvent"] | components["schemas"]["PhoneNumberPurchasedEvent"] | components["schemas"]["PhoneNumberRestoredEvent"] | components["schemas"]["PhoneNumberUpdatedEvent"] | components["schemas"]["PhoneNumberRoutingChangedEvent"] | components["schemas"]["PhoneNumberTransferredOutEvent"] | components["schemas"]["PhoneNumberTransferredInEvent"] | components["schemas"]["PhoneNumberSuspendedEvent"] | components["schemas"]["PhoneNumberResumedEvent"] | components["schemas"]["PhoneNumberReleasingEvent"] | components["schemas"]["PhoneNumberCoolingOffEvent"] | components["schemas"]["PhoneNumberReleasedEvent"] | components["schemas"]["PhoneNumberLostEvent"] | components["schemas"]["PhoneNumberPortedOutEvent"] | components["schemas"]["PhoneNumberFoundEvent"] | components["schemas"]["PhoneNumberRepairedEvent"] | components["schemas"]["PhoneNumberAdoptedEvent"] | components["schemas"]["PhoneNumberPortedInEvent"] | components["schemas"]["PhoneNumberImportedEvent"] | components["schemas"]["PhoneNumberDetachedEvent"] | components["schemas"]["PhoneNumberAddedToTrunkEvent"] | components["schemas"]["PhoneNumberRemovedFromTrunkEvent"] | components["schemas"]["PhoneNumberOwnershipProvedEvent"] | components["schemas"]["PhoneNumberReadinessChangedEvent"] | components["schemas"]["CallStartedEvent"] | components["schemas"]["CallCompletedEvent"] | components["schemas"]["MessageReceivedEvent"] | components["schemas"]["MessageStatusChangedEvent"] | components["schemas"]["HealthProbedEvent"] | components["schemas"]["SipTrunkCreatedEvent"] | components["schemas"]["SipTrunkUpdatedEvent"] | components["schemas"]["SipTrunkDeletedEvent"] | components["schemas"]["SipTrunkProvisionedEvent"] | components["schemas"]["SipTrunkProvisioningFailedEvent"] | components["schemas"]["SipTrunkPasswordRotatedEvent"] | components["schemas"]["SipTrunkVerificationStepEvent"] | components["schemas"]["SipTrunkStatusChangedEvent"] | components["schemas"]["SipTrunkFirstCallEvent"] | components["schemas"]["WebhookEndpointCreatedEvent"] | components["schemas"]["WebhookEndpointUpdatedEvent"] | components["schemas"]["WebhookEndpointSecretRotatedEvent"] | components["schemas"]["WebhookEndpointPausedEvent"] | components["schemas"]["WebhookEndpointDisabledEvent"] | components["schemas"]["WebhookEndpointEventsSkippedEvent"] | components["schemas"]["WebhookEndpointDeletedEvent"] | components["schemas"]["PortingRequestCreatedEvent"] | components["schemas"]["PortingRequestUpdatedEvent"] | components["schemas"]["PortingRequestNumberRemovedEvent"] | components["schemas"]["PortingRequestDeletedEvent"] | components["schemas"]["PortingRequestCommentCreatedEvent"] | components["schemas"]["PortingRequestDocumentAddedEvent"] | components["schemas"]["PortingRequestDocumentRemovedEvent"] | components["schemas"]["PortingRequestDocumentRejectedEvent"] | components["schemas"]["PortingRequestLinkCreatedEvent"] | components["schemas"]["PortingRequestLinkRevokedEvent"] | components["schemas"]["PortingRequestLinkExpiredEvent"] | components["schemas"]["PortingRequestNumberPortedEvent"] | components["schemas"]["PortingRequestStatusChangedEvent"] | components["schemas"]["PortingRequestFocChangedEvent"] | components["schemas"]["PortingRequestExceptionReportedEvent"] | components["schemas"]["PortingRequestNumbersChangedEvent"] | components["schemas"]["PortingRequestCarrierUpdatedEvent"] | components["schemas"]["PortingRequestSplitEvent"] | components["schemas"]["PortingRequestCompletedEvent"] | components["schemas"]["PortingRequestStalledEvent"] | components["schemas"]["PortingRequestNotPreparedEvent"] | components["schemas"]["PortingRequestNumberDelayedEvent"] | components["schemas"]["PortingRequestMessagingChangedEvent"] | components["schemas"]["CarrierAccountCreatedEvent"] | components["schemas"]["CarrierAccountUpdatedEvent"] | components["schemas"]["CarrierAccountDeletedEvent"] | components["schemas"]["CarrierAccountVerifiedEvent"] | components["schemas"]["CarrierAccountVerificationFailedEvent"] | components["schemas"]["CarrierAccountSigningKeyRotatedEvent"];
        PhoneNumberReadiness: {
            phone_number_id: string;
            phone_number: string;
            ready: boolean | null;
            causes: {
                /** @enum {string} */
                code: "suspended" | "lost" | "missing_at_carrier" | "carrier_setup_changed" | "no_agent" | "agent_gone" | "agent_redirect_not_allowed" | "agent_unreachable" | "agent_missed_check" | "webhooks_refused" | "messages_unregistered" | "messaging_unregistered" | "messaging_registration_pending" | "messaging_registration_rejected" | "address_missing" | "address_not_yours" | "bundle_not_yours" | "bundle_pending" | "bundle_rejected" | "bundle_expiring" | "bundle_expired" | "bundle_gone" | "emergency_address_missing" | "emergency_address_failed" | "emergency_calling_inactive";
                /** @enum {string} */
                severity: "blocking" | "warning";
                detail: string;
                fix: string;
            }[];
            unknown: ("carrier_setup" | "agent" | "signature" | "messaging_registration" | "address" | "emergency_address" | "bundle")[];
            carrier: {
                /** @enum {string} */
                setup: "right" | "drifted" | "missing" | "unknown" | "not_applicable";
                /** Format: date-time */
                checked_at: string | null;
            };
            documents: {
                address: {
                    /** @enum {string|null} */
                    requirement: "none" | "any" | "local" | "foreign" | null;
                    /** @enum {string|null} */
                    holder: "you" | "another" | "none" | null;
                    address_sid: string | null;
                };
                emergency: {
                    applies: boolean;
                    /** @enum {string|null} */
                    address: "registered" | "unregistered" | "pending_registration" | "registration_failure" | "pending_unregistration" | "unregistration_failure" | null;
                    calling_enabled: boolean | null;
                };
                bundle: components["schemas"]["BundleState"] | null;
                /** Format: date-time */
                checked_at: string | null;
            };
            messaging: {
                /** @enum {string|null} */
                needs: "campaign" | "toll_free" | null;
                /** @enum {string|null} */
                state: "registered" | "pending" | "rejected" | "none" | "unknown" | null;
                /** Format: date-time */
                checked_at: string | null;
            };
            agents: {
                agent_id: string;
                exists: boolean;
                /** @enum {string} */
                answers: "yes" | "missed" | "no" | "unknown" | "not_applicable";
                /** Format: date-time */
                checked_at: string | null;
            }[];
            /** Format: date-time */
            last_good_call_at: string | null;
            webhooks: {
                taken: number;
                refused: number;
                error_rate: number | null;
            };
            /** Format: date-time */
            checked_at: string;
            /** Format: date-time */
            changed_at: string | null;
        };
        BundleState: {
            /** @enum {string} */
            holder: "you" | "another" | "none";
            bundle_sid: string | null;
            /** @enum {string} */
            standing: "approved" | "expiring" | "expired" | "pending" | "rejected" | "gone" | "unknown";
            /** Format: date-time */
            valid_until: string | null;
            /** Format: date-time */
            checked_at: string | null;
        };
        CarrierAccount: {
            id: string;
            name: string;
            account_sid: string;
            /** @enum {string} */
            region: "us1" | "ie1" | "au1" | "jp1";
            api_key_sid: string | null;
            secrets: components["schemas"]["CarrierAccountSecrets"];
            status: components["schemas"]["CarrierAccountStatus"];
            /** Format: date-time */
            verified_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        CarrierAccountSecrets: {
            auth_token: boolean;
            secondary_auth_token: boolean;
            api_key_secret: boolean;
            signing_key: boolean;
        };
        /** @enum {string} */
        CarrierAccountStatus: "unverified" | "verified" | "degraded" | "failed";
        NewCarrierAccount: {
            name: string;
            account_sid: string;
            /** @enum {string} */
            region?: "us1" | "ie1" | "au1" | "jp1";
            auth_token?: string;
            secondary_auth_token?: string;
            api_key_sid?: string;
            api_key_secret?: string;
        };
        CarrierAccountPage: {
            data: components["schemas"]["CarrierAccount"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        CarrierAccountChange: {
            name?: string;
            auth_token?: string | null;
            secondary_auth_token?: string | null;
            api_key_sid?: string | null;
            api_key_secret?: string | null;
        };
        CarrierAccountVerification: {
            carrier_account_id: string;
            status: components["schemas"]["CarrierAccountStatus"];
            rungs: components["schemas"]["CarrierAccountRung"][];
            /** Format: date-time */
            verified_at: string | null;
        };
        CarrierAccountRung: {
            rung: components["schemas"]["CarrierAccountRungName"];
            status: components["schemas"]["CarrierAccountRungStatus"];
            carrier_code: number | null;
            detail: string;
            hint: string | null;
            duration_ms: number;
        };
        /** @enum {string} */
        CarrierAccountRungName: "credentials" | "account_status" | "region" | "list_numbers" | "change_numbers" | "trunks" | "webhook_signing" | "routes" | "documents";
        /** @enum {string} */
        CarrierAccountRungStatus: "passed" | "failed" | "warning" | "skipped";
        SipTrunkPage: {
            data: components["schemas"]["SipTrunk"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        SipTrunk: {
            id: string;
            name: string;
            provider: components["schemas"]["SipTrunkProvider"];
            carrier_account_id: string | null;
            carrier_trunk_sid: string | null;
            number_format: components["schemas"]["SipNumberFormat"];
            secure: boolean | null;
            credentials: boolean;
            number_sids: string[];
            disaster_recovery_url: string | null;
            provisioning: components["schemas"]["SipTrunkProvisioning"];
            connection: components["schemas"]["SipTrunkConnection"] | null;
            status: components["schemas"]["SipTrunkStatus"];
            health: components["schemas"]["SipTrunkHealth"];
            gateways: components["schemas"]["SipGateway"][];
            /** Format: date-time */
            first_call_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @enum {string} */
        SipTrunkProvider: "twilio_elastic" | "byoc" | "generic";
        SipNumberFormat: {
            plus?: boolean;
            strip_prefix?: string;
            add_prefix?: string;
        };
        SipTrunkProvisioning: {
            state: components["schemas"]["SipTrunkProvisioningState"];
            error: components["schemas"]["SipTrunkProvisioningError"] | null;
        };
        /** @enum {string} */
        SipTrunkProvisioningState: "not_needed" | "pending" | "provisioned" | "failed";
        SipTrunkProvisioningError: {
            code: components["schemas"]["SipTrunkProvisioningErrorCode"];
            detail: string;
            part: string;
            carrier_code: number | null;
            hint: string;
        };
        /** @enum {string} */
        SipTrunkProvisioningErrorCode: "carrier_refused" | "carrier_unavailable" | "carrier_account_gone";
        SipTrunkConnection: {
            host: string;
            ports: {
                /** @enum {string} */
                transport: "udp" | "tcp" | "tls";
                port: number;
            }[];
            username: string | null;
            uri_example: string;
            signalling_addresses: string[];
            media_addresses: string[];
            media_ports: string;
        };
        /** @enum {string} */
        SipTrunkStatus: "unverified" | "verifying" | "verified" | "degraded" | "failed";
        SipTrunkHealth: {
            overall: {
                status: components["schemas"]["SipTrunkOverallHealth"];
                reasons: string[];
            };
            tls: components["schemas"]["SipTrunkTlsHealth"];
            ping: components["schemas"]["SipTrunkPingHealth"];
        };
        /** @enum {string} */
        SipTrunkOverallHealth: "active" | "inactive" | "unknown";
        /** @enum {string} */
        SipTrunkTlsHealth: "unknown" | "ok" | "cert_expiring" | "cert_expired" | "cert_untrusted" | "error" | "not_applicable";
        /** @enum {string} */
        SipTrunkPingHealth: "unknown" | "ok" | "expired" | "error";
        SipGateway: {
            id: string;
            host: string;
            port: number | null;
            /** @enum {string} */
            transport: "udp" | "tcp" | "tls";
            priority: number;
            weight: number;
            inbound: boolean;
            outbound: boolean;
            enabled: boolean;
            username: string | null;
            realm: string | null;
            allowed_cidrs: string[];
        };
        CreatedSipTrunk: {
            id: string;
            name: string;
            provider: components["schemas"]["SipTrunkProvider"];
            carrier_account_id: string | null;
            carrier_trunk_sid: string | null;
            number_format: components["schemas"]["SipNumberFormat"];
            secure: boolean | null;
            credentials: boolean;
            number_sids: string[];
            disaster_recovery_url: string | null;
            provisioning: components["schemas"]["SipTrunkProvisioning"];
            connection: components["schemas"]["SipTrunkConnection"] | null;
            status: components["schemas"]["SipTrunkStatus"];
            health: components["schemas"]["SipTrunkHealth"];
            gateways: components["schemas"]["SipGateway"][];
            /** Format: date-time */
            first_call_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            password: string | null;
        };
        NewSipTrunk: {
            name: string;
            /** @enum {string} */
            provider: "twilio_elastic" | "byoc" | "generic";
            carrier_account_id?: string | null;
            carrier_trunk_sid?: string | null;
            number_format?: components["schemas"]["SipNumberFormat"];
            secure?: boolean | null;
            credentials?: boolean;
            number_sids?: string[];
            disaster_recovery_url?: string | null;
            gateways?: components["schemas"]["NewSipGateway"][];
        };
        NewSipGateway: {
            host?: string;
            port?: number | null;
            /** @enum {string} */
            transport?: "udp" | "tcp" | "tls";
            priority?: number;
            weight?: number;
            inbound?: boolean;
            outbound?: boolean;
            enabled?: boolean;
            username?: string | null;
            password?: string | null;
            realm?: string | null;
            allowed_cidrs?: string[];
        };
        SipTrunkChange: {
            name?: string;
            number_format?: components["schemas"]["SipNumberFormat"];
            secure?: boolean | null;
            credentials?: boolean;
            number_sids?: string[];
            disaster_recovery_url?: string | null;
            gateways?: components["schemas"]["SipGatewayChange"][];
        };
        SipGatewayChange: {
            id?: string;
            host?: string;
            port?: number | null;
            /** @enum {string} */
            transport?: "udp" | "tcp" | "tls";
            priority?: number;
            weight?: number;
            inbound?: boolean;
            outbound?: boolean;
            enabled?: boolean;
            username?: string | null;
            password?: string | null;
            realm?: string | null;
            allowed_cidrs?: string[];
        };
        SipTrunkVerification: {
            sip_trunk_id: string;
            /** @enum {string} */
            status: "unverified" | "verifying" | "verified" | "degraded" | "failed";
            health: components["schemas"]["SipTrunkHealth"];
            carrier_checks: components["schemas"]["SipTrunkCarrierCheck"][];
            gateways: components["schemas"]["SipGatewayVerification"][];
            /** Format: date-time */
            checked_at: string | null;
        };
        SipTrunkCarrierCheck: {
            part: string;
            /** @enum {string} */
            status: "passed" | "failed" | "unknown";
            detail: string;
        };
        SipGatewayVerification: {
            gateway_id: string;
            verification_level: components["schemas"]["SipVerificationLevel"];
            limits: string[];
            is_up: boolean | null;
            rungs: components["schemas"]["SipRungResult"][];
            addresses: string[];
            /** Format: date-time */
            certificate_expires_at: string | null;
            /** Format: date-time */
            checked_at: string | null;
        };
        /** @enum {string} */
        SipVerificationLevel: "none" | "syntax" | "dns" | "tcp" | "tls" | "sip" | "authenticated";
        SipRungResult: {
            rung: components["schemas"]["SipRung"];
            status: components["schemas"]["SipRungStatus"];
            /** @enum {string|null} */
            code: "earlier_rung_failed" | "not_applicable" | "out_of_time" | "host_invalid" | "host_not_public" | "port_invalid" | "credentials_invalid" | "name_not_found" | "name_without_address" | "service_not_offered" | "too_many_targets" | "alias_loop" | "address_not_public" | "resolver_unavailable" | "connection_refused" | "connection_timeout" | "some_addresses_unreachable" | "udp_not_probed" | "certificate_expired" | "certificate_expiring" | "certificate_not_yet_valid" | "certificate_self_signed" | "certificate_wrong_name" | "certificate_chain_broken" | "certificate_unreadable" | "certificate_hidden" | "tls_version_too_old" | "tls_refused_name" | "tls_refused" | "not_tls" | "no_tls_answer" | "tls_failed" | "no_sip_answer" | "connection_closed" | "message_incomplete" | "message_too_long" | "not_sip" | "sip_reply" | "no_credentials" | "not_challenged" | "challenge_unsupported" | "realm_differs" | "credentials_refused" | null;
            detail: string;
            hint: string | null;
            duration_ms: number;
            sip_code: number | null;
            reason_phrase: string | null;
            server: string | null;
        };
        /** @enum {string} */
        SipRung: "syntax" | "dns" | "tcp" | "certificate" | "tls" | "options" | "digest";
        /** @enum {string} */
        SipRungStatus: "passed" | "warning" | "failed" | "unknown" | "skipped";
        SipTrunkPassword: {
            username: string;
            password: string;
        };
        SipTrunkPhoneNumbersAdded: {
            results: components["schemas"]["SipTrunkPhoneNumberResult"][];
            added: number;
            failed: number;
        };
        SipTrunkPhoneNumberResult: {
            phone_number: string;
            phone_number_id: string | null;
            /** @enum {string} */
            result: "added" | "failed";
            error: components["schemas"]["Failure"] | null;
        };
        NewSipTrunkPhoneNumbers: {
            phone_numbers: string[];
        };
        SipPresetList: {
            presets: components["schemas"]["SipPreset"][];
        };
        SipPreset: {
            id: string;
            name: string;
            uri: string;
            fields: {
                name: string;
                label: string;
                example: string;
                hint: string;
            }[];
            credentials: boolean;
            notes: string;
            source: string;
        };
        AgentPage: {
            data: components["schemas"]["Agent"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Agent: {
            id: string;
            name: string;
            destination: components["schemas"]["Destination"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Destination: components["schemas"]["StreamDestination"] | components["schemas"]["ConversationRelayDestination"] | components["schemas"]["SipDestination"] | components["schemas"]["DialDestination"] | components["schemas"]["RedirectDestination"] | components["schemas"]["SayDestination"];
        StreamDestination: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "stream";
            /** Format: uri */
            url: string;
            parameters?: {
                [key: string]: string;
            };
        };
        ConversationRelayDestination: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "conversation_relay";
            /** Format: uri */
            url: string;
            parameters?: {
                [key: string]: string;
            };
            welcome_greeting?: string | null;
            language?: string | null;
            voice?: string | null;
            tts_provider?: string | null;
            transcription_provider?: string | null;
            /** @enum {string|null} */
            interruptible?: "none" | "dtmf" | "speech" | "any" | null;
            dtmf_detection?: boolean | null;
        };
        RedirectDestination: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "redirect";
            /** Format: uri */
            url: string;
            /** @enum {string} */
            method?: "GET" | "POST";
        };
        NewAgent: {
            name: string;
            destination: components["schemas"]["Destination"];
        };
        AgentCheck: {
            agent_id: string;
            /** @enum {string} */
            result: "ok" | "failed" | "inconclusive" | "not_applicable";
            steps: {
                /** @enum {string} */
                step: "name" | "handshake" | "request";
                /** @enum {string} */
                result: "ok" | "failed" | "inconclusive";
                detail: string;
                latency_ms: number | null;
            }[];
            /** Format: date-time */
            checked_at: string;
        };
        AgentChange: {
            name?: string;
            destination?: components["schemas"]["Destination"];
        };
        NewAssignment: {
            agent_id: string;
        };
        AssignmentPage: {
            data: components["schemas"]["Assignment"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Assignment: {
            id: string;
            phone_number_id: string;
            phone_number: string;
            agent_id: string;
            /** Format: date-time */
            valid_from: string;
            /** Format: date-time */
            valid_to: string | null;
        };
        NumberRouting: {
            phone_number_id: string;
            version: number;
            plan: components["schemas"]["RoutingPlan"];
            /** Format: date-time */
            valid_from: string;
            /** Format: date-time */
            valid_to: string | null;
        };
        NumberRoutingPage: {
            data: components["schemas"]["NumberRouting"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Simulation: {
            phone_number_id: string;
            phone_number: string;
            /** Format: date-time */
            at: string;
            plan_version: number | null;
            decision: components["schemas"]["RoutingDecision"];
            trunk_attempts: {
                sip_gateway_id: string | null;
                to: string;
            }[];
        };
        RoutingDecision: {
            /** @enum {string} */
            outcome: "agent" | "fallback" | "closed" | "no_agent" | "rejected" | "suspended" | "not_in_service";
            /** @enum {string} */
            decided_by: "number" | "blocked_callers" | "countries" | "schedule" | "callers" | "weights" | "assignment" | "fallback";
            agent: components["schemas"]["RoutedAgent"] | null;
            destination: components["schemas"]["Destination"] | null;
            fallback: components["schemas"]["Fallback"] | null;
            trace: {
                /** @enum {string} */
                rule: "number" | "blocked_callers" | "countries" | "schedule" | "callers" | "weights" | "assignment" | "fallback";
                /** @enum {string} */
                result: "decided" | "passed" | "absent";
                detail: string;
            }[];
        };
        RoutedAgent: {
            id: string;
            name: string;
            version: number;
        };
        ProposedCall: {
            phone_number_id: string;
            from?: string | null;
            from_country?: string | null;
            /** Format: date-time */
            at?: string;
            call_key?: string;
            agent_id?: string | null;
            plan?: components["schemas"]["RoutingPlan"] | null;
        };
        BulkJob: {
            id: string;
            /** @enum {string} */
            action: "update" | "tag" | "untag" | "metadata" | "lock" | "unlock" | "suspend" | "resume" | "release" | "assign" | "unassign";
            /** @enum {string} */
            status: "pending" | "processing" | "completed";
            counts: {
                pending: number;
                succeeded: number;
                failed: number;
            };
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at: string | null;
            items: {
                phone_number: string;
                phone_number_id: string | null;
                line: number | null;
                /** @enum {string} */
                status: "pending" | "succeeded" | "failed";
                error: components["schemas"]["Failure"] | null;
            }[];
        };
        NewBulkJob: components["schemas"]["PlainBulkJob"] | components["schemas"]["TagBulkJob"] | components["schemas"]["MetadataBulkJob"] | components["schemas"]["ReleaseBulkJob"] | components["schemas"]["AssignBulkJob"];
        PlainBulkJob: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "lock" | "unlock" | "suspend" | "resume" | "unassign";
            phone_numbers: string[];
        };
        TagBulkJob: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "tag" | "untag";
            phone_numbers: string[];
            tags: string[];
        };
        MetadataBulkJob: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "metadata";
            phone_numbers: string[];
            metadata: {
                [key: string]: string | null;
            };
        };
        ReleaseBulkJob: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "release";
            phone_numbers: string[];
            force?: boolean;
        };
        AssignBulkJob: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "assign";
            phone_numbers: string[];
            agent_id: string;
        };
        BulkJobPreview: {
            /** @enum {string} */
            action: "update" | "tag" | "untag" | "metadata" | "lock" | "unlock" | "suspend" | "resume" | "release" | "assign" | "unassign";
            counts: {
                would_succeed: number;
                would_fail: number;
            };
            items: {
                phone_number: string;
                phone_number_id: string | null;
                line: number | null;
                would_succeed: boolean;
                error: components["schemas"]["Failure"] | null;
            }[];
        };
        BulkJobPage: {
            data: components["schemas"]["BulkJobSummary"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        BulkJobSummary: {
            id: string;
            /** @enum {string} */
            action: "update" | "tag" | "untag" | "metadata" | "lock" | "unlock" | "suspend" | "resume" | "release" | "assign" | "unassign";
            /** @enum {string} */
            status: "pending" | "processing" | "completed";
            counts: {
                pending: number;
                succeeded: number;
                failed: number;
            };
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at: string | null;
        };
        CallPage: {
            data: components["schemas"]["Call"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Call: {
            id: string;
            phone_number_id: string;
            carrier_id: string;
            from: string | null;
            from_address: string;
            /** @enum {string} */
            from_kind: "phone_number" | "anonymous" | "sip" | "client" | "short_code" | "alphanumeric" | "channel" | "other";
            from_country: string | null;
            to: string;
            /** @enum {string} */
            status: "queued" | "initiated" | "ringing" | "in_progress" | "canceled" | "failed" | "no_answer" | "busy" | "completed";
            /** @enum {string|null} */
            outcome: "agent" | "fallback" | "rejected" | "closed" | "no_agent" | "suspended" | "not_in_service" | "platform_fallback" | null;
            agent_id: string | null;
            /** @enum {string|null} */
            taken_by: "agent" | "fallback" | "platform" | null;
            legs: {
                to: string;
                sip_gateway_id: string | null;
                /** @enum {string} */
                status: "queued" | "initiated" | "ringing" | "in_progress" | "canceled" | "failed" | "no_answer" | "busy" | "completed";
                duration_seconds: number | null;
            }[];
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            answered_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            duration_seconds: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        CallDecision: {
            call_id: string;
            /** Format: date-time */
            decided_at: string;
            /** @enum {string} */
            outcome: "agent" | "fallback" | "rejected" | "closed" | "no_agent" | "suspended" | "not_in_service" | "platform_fallback";
            reason: string | null;
            agent_id: string | null;
            agent_version: number | null;
            plan_version: number | null;
            trace: {
                rule: string;
                result: string;
                detail: string;
            }[];
        };
        MessagePage: {
            data: components["schemas"]["Message"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Message: {
            id: string;
            phone_number_id: string;
            carrier_id: string;
            /** @enum {string} */
            direction: "inbound" | "outbound";
            from: string | null;
            from_address: string;
            /** @enum {string} */
            from_kind: "phone_number" | "anonymous" | "sip" | "client" | "short_code" | "alphanumeric" | "channel" | "other";
            from_country: string | null;
            to: string | null;
            body: string | null;
            media: {
                url: string;
                type: string;
            }[];
            segments: number;
            /** @enum {string|null} */
            keyword: "stop" | "help" | "start" | null;
            forwarded_to: string | null;
            /** @enum {string} */
            status: "accepted" | "scheduled" | "queued" | "sending" | "sent" | "canceled" | "failed" | "undelivered" | "delivered" | "read" | "received";
            error_code: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        TestCall: {
            phone_number_id: string;
            from: string;
            call_id: string | null;
            carrier_id: string;
            status: string;
            duration_seconds: number;
            twiml: string | null;
            steps: {
                /** @enum {string} */
                kind: "webhook" | "verb" | "conversation";
                name: string;
                detail: string;
                http_status: number | null;
                conversation: components["schemas"]["TestCallConversation"] | null;
            }[];
        };
        TestCallConversation: {
            protocol: string;
            url: string;
            connected: boolean;
            ended_by: string;
            error: string | null;
            duration_ms: number;
            caller_speech_ms: number;
            agent_speech_ms: number;
            entries: {
                at_ms: number;
                from: string;
                event: string;
                detail: string;
            }[];
        };
        NewTestCall: {
            /** Format: e164 */
            from?: string;
        };
        UsagePage: {
            data: components["schemas"]["Usage"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Usage: {
            calls: number;
            answered_calls: number;
            seconds: number;
            minutes: number;
            messages_in: number;
            messages_out: number;
            phone_number_id?: string;
            agent_id?: string | null;
            /** Format: date */
            day?: string;
        };
        PhoneNumberUsage: {
            phone_number_id: string;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            total: {
                calls: number;
                answered_calls: number;
                seconds: number;
                minutes: number;
                messages_in: number;
                messages_out: number;
            };
            days: {
                calls: number;
                answered_calls: number;
                seconds: number;
                minutes: number;
                messages_in: number;
                messages_out: number;
                /** Format: date */
                day: string;
            }[];
        };
        UsageCostPage: {
            data: components["schemas"]["UsageCost"][];
            next_cursor: string | null;
            has_more: boolean;
            meta: components["schemas"]["UsageCostMeta"];
        };
        UsageCost: {
            numbers: number;
            monthly_cost: components["schemas"]["Money"][];
            numbers_without_price: number;
            numbers_not_billed: number;
            phone_number_id?: string;
            phone_number?: string;
            country: string;
        };
        UsageCostMeta: {
            total: {
                numbers: number;
                monthly_cost: components["schemas"]["Money"][];
                numbers_without_price: number;
                numbers_not_billed: number;
            };
        };
        WebhookRefusalPage: {
            data: components["schemas"]["WebhookRefusals"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        WebhookRefusals: {
            /** Format: date */
            day: string;
            phone_number_id: string;
            unsigned: number;
            wrong_signature: number;
            replayed: number;
            /** Format: date-time */
            last_at: string;
        };
        EventPage: {
            data: components["schemas"]["Event"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        EventPattern: string;
        EventVerification: components["schemas"]["IntactEvents"] | components["schemas"]["AlteredEvents"];
        IntactEvents: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            result: "intact";
            from_seq: number;
            to_seq: number;
            head: {
                seq: number;
                hash: string;
            };
            unsealed: number;
            next_seq: number | null;
        };
        AlteredEvents: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            result: "altered";
            first_bad_seq: number;
            /** @enum {string} */
            reason: "hash_mismatch" | "missing" | "reordered";
        };
        EventArchivePage: {
            data: components["schemas"]["EventArchive"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        EventArchive: {
            /** Format: date */
            date: string;
            part: number;
            last_part: boolean;
            first_seq: number;
            last_seq: number;
            previous_hash: string;
            hash: string;
            sha256: string;
            /** Format: date-time */
            archived_at: string;
        };
        LiveTicket: {
            ticket: string;
            /** Format: date-time */
            expires_at: string;
            url: string;
            protocols: string[];
        };
        NewLiveTicket: {
            origin?: string;
        };
        CreatedWebhookEndpoint: {
            id: string;
            url: string;
            description: string;
            event_types: components["schemas"]["EventPattern"][];
            /** @enum {string} */
            status: "enabled" | "disabled" | "paused";
            /** @enum {string|null} */
            stopped_reason: "gone" | "failing" | null;
            secrets_expire_at: string[];
            events_skipped: components["schemas"]["SkippedEvents"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            secret: string;
        };
        SkippedEvents: {
            from_seq: number;
            to_seq: number;
            /** Format: date-time */
            noticed_at: string;
        };
        WebhookEndpoint: {
            id: string;
            url: string;
            description: string;
            event_types: components["schemas"]["EventPattern"][];
            /** @enum {string} */
            status: "enabled" | "disabled" | "paused";
            /** @enum {string|null} */
            stopped_reason: "gone" | "failing" | null;
            secrets_expire_at: string[];
            events_skipped: components["schemas"]["SkippedEvents"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        NewWebhookEndpoint: {
            url: string;
            description?: string;
            event_types?: components["schemas"]["EventPattern"][];
        };
        WebhookEndpointPage: {
            data: components["schemas"]["WebhookEndpoint"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        WebhookEndpointChange: {
            url?: string;
            description?: string;
            event_types?: components["schemas"]["EventPattern"][];
            /** @enum {string} */
            status?: "enabled" | "disabled";
        };
        RotatedSecret: {
            secret: string;
            /** Format: date-time */
            previous_expires_at: string;
        };
        SecretRotation: {
            overlap_seconds?: number;
        };
        WebhookDelivery: {
            id: string;
            event_id: string;
            event_type: components["schemas"]["DeliveredType"];
            /** @enum {string} */
            status: "pending" | "delivered" | "failed";
            redelivery: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            next_attempt_at: string | null;
            attempts: components["schemas"]["WebhookAttempt"][];
        };
        /** @enum {string} */
        DeliveredType: "tenant.created" | "tenant.updated" | "tenant.suspended" | "tenant.resumed" | "tenant.closed" | "tenant.reopened" | "tenant.data_deleted" | "tenant.move_started" | "tenant.moved" | "tenant.move_canceled" | "api_key.created" | "api_key.revoked" | "api_key.sessions_ended" | "session.created" | "session.tenant_switched" | "session.ended" | "reservation.created" | "reservation.extended" | "reservation.canceled" | "reservation.expired" | "reservation.purchasing" | "reservation.reinstated" | "reservation.completed" | "reservation.lost" | "reservation.failed" | "order.created" | "order.canceled" | "order.item_pending" | "order.item_completed" | "order.item_failed" | "regulatory_default.set" | "regulatory_default.removed" | "regulatory_claim.freed" | "finding.opened" | "finding.resolved" | "finding.snoozed" | "finding.assigned" | "bulk_job.created" | "bulk_job.completed" | "import_job.created" | "import_job.completed" | "portability_check.created" | "portability_check.completed" | "agent.created" | "agent.updated" | "agent.deleted" | "assignment.started" | "assignment.ended" | "phone_number.purchased" | "phone_number.restored" | "phone_number.updated" | "phone_number.routing_changed" | "phone_number.transferred_out" | "phone_number.transferred_in" | "phone_number.suspended" | "phone_number.resumed" | "phone_number.releasing" | "phone_number.cooling_off" | "phone_number.released" | "phone_number.lost" | "phone_number.ported_out" | "phone_number.found" | "phone_number.repaired" | "phone_number.adopted" | "phone_number.ported_in" | "phone_number.imported" | "phone_number.detached" | "phone_number.added_to_trunk" | "phone_number.removed_from_trunk" | "phone_number.ownership_proved" | "phone_number.readiness_changed" | "call.started" | "call.completed" | "message.received" | "message.status_changed" | "health.probed" | "sip_trunk.created" | "sip_trunk.updated" | "sip_trunk.deleted" | "sip_trunk.provisioned" | "sip_trunk.provisioning_failed" | "sip_trunk.password_rotated" | "sip_trunk.verification_step" | "sip_trunk.status_changed" | "sip_trunk.first_call" | "webhook_endpoint.created" | "webhook_endpoint.updated" | "webhook_endpoint.secret_rotated" | "webhook_endpoint.paused" | "webhook_endpoint.disabled" | "webhook_endpoint.events_skipped" | "webhook_endpoint.deleted" | "porting_request.created" | "porting_request.updated" | "porting_request.number_removed" | "porting_request.deleted" | "porting_request.comment_created" | "porting_request.document_added" | "porting_request.document_removed" | "porting_request.document_rejected" | "porting_request.link_created" | "porting_request.link_revoked" | "porting_request.link_expired" | "porting_request.number_ported" | "porting_request.status_changed" | "porting_request.foc_changed" | "porting_request.exception_reported" | "porting_request.numbers_changed" | "porting_request.carrier_updated" | "porting_request.split" | "porting_request.completed" | "porting_request.stalled" | "porting_request.not_prepared" | "porting_request.number_delayed" | "porting_request.messaging_changed" | "carrier_account.created" | "carrier_account.updated" | "carrier_account.deleted" | "carrier_account.verified" | "carrier_account.verification_failed" | "carrier_account.signing_key_rotated" | "webhook_endpoint.test";
        WebhookAttempt: {
            /** Format: date-time */
            attempted_at: string;
            latency_ms: number;
            response_status: number | null;
            error: components["schemas"]["WebhookAttemptError"] | null;
            response_body: string | null;
        };
        WebhookAttemptError: {
            code: components["schemas"]["WebhookAttemptErrorCode"];
            detail: string;
        };
        /** @enum {string} */
        WebhookAttemptErrorCode: "timeout" | "connection_failed" | "url_not_allowed" | "name_not_found" | "name_lookup_failed";
        WebhookDeliveryPage: {
            data: components["schemas"]["WebhookDelivery"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        WebhookRedelivered: {
            event_ids: string[];
            /** Format: date-time */
            next_from: string | null;
        };
        WebhookRedelivery: {
            delivery_ids?: string[];
            event_ids?: string[];
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
        };
        FindingPage: {
            data: components["schemas"]["Finding"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Finding: {
            id: string;
            tenant_id: string;
            /** @enum {string} */
            kind: "purchase_undeliverable" | "record_undeliverable" | "message_not_forwarded" | "trunk_number_unknown" | "sip_trunk_down" | "sip_trunk_not_removed" | "sip_certificate_expiring" | "porting_request_silent" | "porting_status_unknown" | "porting_not_prepared" | "porting_number_not_in_service" | "job_failing" | "number_orphaned" | "number_missing" | "number_ported_out" | "number_drifted" | "number_inactive" | "credential_invalid" | "carrier_account_refused" | "porting_setting_conflict" | "sync_implausible" | "delivery_unproven";
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            /** @enum {string} */
            status: "open" | "snoozed" | "resolved";
            subject: {
                type: string;
                id: string;
            };
            evidence: {
                [key: string]: unknown;
            };
            suggested_action: string;
            assignee: string | null;
            /** Format: date-time */
            snoozed_until: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            resolved_at: string | null;
            resolved_by: string | null;
            note: string | null;
        };
        Resolution: {
            note?: string;
        };
        Snoozing: {
            /** Format: date-time */
            until: string | null;
            note?: string;
        };
        FindingAssignment: {
            assignee: string | null;
            note?: string;
        };
        Adoption: {
            tenant_id: string;
            overwrite_urls?: boolean;
        };
        Sync: {
            id: string;
            tenant_id: string | null;
            carrier_account_id: string | null;
            preview: boolean;
            started_by: string;
            /** @enum {string} */
            status: "waiting" | "running" | "completed" | "failed";
            /** @enum {string} */
            phase: "listing" | "missing" | "losing" | "closing";
            listed: number;
            compared: number;
            error: components["schemas"]["SyncError"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            ended_at: string | null;
            differences: {
                orphaned: components["schemas"]["SyncCounts"];
                missing: components["schemas"]["SyncCounts"];
                drifted: components["schemas"]["SyncCounts"];
                found: components["schemas"]["SyncCounts"];
            };
        };
        SyncError: {
            code: components["schemas"]["SyncErrorCode"];
            detail: string;
        };
        /** @enum {string} */
        SyncErrorCode: "carrier_credentials_invalid" | "carrier_unavailable" | "listing_incomplete" | "too_many_missing" | "abandoned";
        SyncCounts: {
            planned: number;
            done: number;
            open: number;
        };
        SyncPage: {
            data: components["schemas"]["SyncSummary"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        SyncSummary: {
            id: string;
            tenant_id: string | null;
            carrier_account_id: string | null;
            preview: boolean;
            started_by: string;
            /** @enum {string} */
            status: "waiting" | "running" | "completed" | "failed";
            /** @enum {string} */
            phase: "listing" | "missing" | "losing" | "closing";
            listed: number;
            compared: number;
            error: components["schemas"]["SyncError"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            ended_at: string | null;
        };
        SyncDifferencePage: {
            data: components["schemas"]["SyncDifference"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        SyncDifference: {
            /** @enum {string} */
            kind: "orphaned" | "missing" | "drifted" | "found";
            phone_number: string;
            tenant_id: string | null;
            phone_number_id: string | null;
            fields: {
                /** @enum {string} */
                field: "carrier_id" | "label" | "voice_url" | "voice_status_url" | "sms_url" | "voice_application" | "sms_application" | "trunk";
                ours: string | null;
                theirs: string | null;
            }[];
            /** @enum {string} */
            action: "report" | "adopt" | "repair" | "reactivate" | "give_up";
            /** @enum {string} */
            outcome: "planned" | "done" | "open";
        };
        JobList: {
            data: components["schemas"]["Job"][];
        };
        Job: {
            name: string;
            database: string;
            description: string;
            cron: string;
            last_run: components["schemas"]["JobRun"] | null;
            /** Format: date-time */
            last_idle_at: string | null;
        };
        JobRun: {
            id: string;
            job: string;
            database: string;
            started_by: string;
            /** @enum {string} */
            status: "running" | "completed" | "paused" | "failed" | "died";
            slices: number;
            counted: {
                [key: string]: number;
            };
            errors: components["schemas"]["JobError"][];
            error_count: number;
            next_cursor: string | null;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            ended_at: string | null;
        };
        JobError: {
            code: components["schemas"]["JobErrorCode"];
            detail: string;
            at: string;
        };
        /** @enum {string} */
        JobErrorCode: "body_not_utf8" | "malformed_json" | "unauthenticated" | "invalid_api_key" | "api_key_expired" | "api_key_revoked" | "session_expired" | "csrf_failed" | "missing_scope" | "tenant_suspended" | "tenant_closed" | "not_found" | "method_not_allowed" | "number_held" | "number_owned" | "number_already_yours" | "number_in_use" | "requirements_not_met" | "preflight_failed" | "number_in_open_port" | "number_cooling_off" | "not_enough_numbers" | "number_unavailable" | "reservation_limit_reached" | "number_limit_reached" | "monthly_cost_limit_reached" | "reservation_ended" | "number_not_purchased" | "illegal_transition" | "cost_limit_exceeded" | "deletion_locked" | "agent_assigned" | "redirect_not_allowed" | "test_call_unavailable" | "agent_in_use" | "carrier_account_connected" | "carrier_account_in_use" | "webhooks_not_verifiable" | "carrier_account_limit_reached" | "changed_meanwhile" | "job_running" | "webhook_endpoint_limit_reached" | "sip_trunk_limit_reached" | "portability_check_limit_reached" | "sip_trunk_in_use" | "webhook_backlog_full" | "document_limit_reached" | "share_link_limit_reached" | "document_not_available" | "request_in_progress" | "events_archived" | "stale_version" | "length_required" | "body_too_large" | "document_empty" | "document_encrypted" | "document_incomplete" | "document_type_mismatch" | "letter_not_printable" | "unsupported_media_type" | "validation_failed" | "agent_not_found" | "routing_loop" | "invalid_cursor" | "cursor_in_future" | "idempotency_key_reused" | "number_type_unavailable" | "number_rejected" | "carrier_refused" | "address_required" | "local_address_required" | "address_rejected" | "bundle_required" | "bundle_rejected" | "identity_document_required" | "upgrade_required" | "webhook_url_not_allowed" | "rate_limited" | "too_many_connections" | "internal_error" | "configuration_not_kept" | "carrier_credentials_invalid" | "not_configured" | "carrier_busy" | "carrier_unavailable" | "name_lookup_failed" | "storage_unavailable" | "tenant_moving" | "sync_failed";
        JobRunPage: {
            data: components["schemas"]["JobRun"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Tenant: {
            id: string;
            name: string;
            /** @enum {string} */
            status: "active" | "suspended" | "closed";
            status_reason: string | null;
            /** Format: date-time */
            status_since: string | null;
            reservation_limit: number;
            number_limit: number | null;
            max_monthly_cost: components["schemas"]["Money"] | null;
            caller_message: string | null;
            redirect_allowed: boolean;
            /** Format: date-time */
            release_numbers_at: string | null;
            /** Format: date-time */
            delete_data_at: string | null;
            /** Format: date-time */
            data_deleted_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        NewTenant: {
            name: string;
            reservation_limit?: number;
            number_limit?: number | null;
            max_monthly_cost?: components["schemas"]["CostLimit"] | null;
            caller_message?: string | null;
            redirect_allowed?: boolean;
        };
        TenantPage: {
            data: components["schemas"]["Tenant"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        TenantChange: {
            name?: string;
            reservation_limit?: number;
            number_limit?: number | null;
            max_monthly_cost?: components["schemas"]["CostLimit"] | null;
            caller_message?: string | null;
            redirect_allowed?: boolean;
        };
        CreatedApiKey: {
            id: string;
            tenant_id: string;
            name: string;
            hint: string;
            scopes: components["schemas"]["Scope"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            revoked_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            key: string;
        };
        ApiKey: {
            id: string;
            tenant_id: string;
            name: string;
            hint: string;
            scopes: components["schemas"]["Scope"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            revoked_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
        };
        NewApiKey: {
            name?: string;
            scopes?: ("numbers:read" | "numbers:write" | "agents:read" | "agents:write" | "accounts:read" | "accounts:write" | "trunks:read" | "trunks:write" | "porting:read" | "porting:write" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "events:read" | "calls:read" | "porting:operate" | "admin" | "numbers:*" | "agents:*" | "accounts:*" | "trunks:*" | "porting:*" | "webhooks:*" | "keys:*")[];
            /** Format: date-time */
            expires_at?: string | null;
        };
        ApiKeyPage: {
            data: components["schemas"]["ApiKey"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        TenantStatusChange: {
            reason?: string;
        };
        TenantClosure: {
            reason?: string;
            grace_days?: number;
            retention_days?: number;
        };
        TenantMove: {
            id: string;
            tenant_id: string;
            from_database: string;
            to_database: string;
            /** @enum {string} */
            status: "announced" | "copying" | "fenced" | "moved" | "completed" | "canceling" | "canceled" | "failed";
            copied_rows: number;
            error: components["schemas"]["TenantMoveError"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            moved_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
        };
        TenantMoveError: {
            /** @enum {string} */
            code: "schema_differs" | "rows_conflict" | "copy_differs" | "took_too_long" | "storage_unavailable" | "internal_error";
            detail: string;
        };
        NewTenantMove: {
            database: string;
        };
        Me: {
            tenant: components["schemas"]["Tenant"];
            api_key: components["schemas"]["ApiKey"] | null;
            scopes: components["schemas"]["Scope"][];
            usage: components["schemas"]["AccountUsage"];
        };
        AccountUsage: {
            numbers: number;
            monthly_cost: components["schemas"]["Money"][];
            numbers_without_price: number;
            numbers_not_billed: number;
        };
        CurrentSession: {
            id: string;
            csrf_token: string;
            tenant: components["schemas"]["SessionTenant"] | null;
            scopes: components["schemas"]["Scope"][];
            is_platform: boolean;
            event_seq: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            idle_expires_at: string;
        };
        SessionTenant: {
            id: string;
            name: string;
            /** @enum {string} */
            status: "active" | "suspended" | "closed";
        };
        NewSession: {
            tenant_id?: string;
        };
        SessionPage: {
            data: components["schemas"]["Session"][];
            next_cursor: string | null;
            has_more: boolean;
        };
        Session: {
            id: string;
            tenant_id: string;
            user_agent: string | null;
            is_current: boolean;
            /** Format: date-time */
            last_used_at: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            idle_expires_at: string;
        };
        SessionChange: {
            tenant_id: string | null;
        };
        Liveness: {
            /** @enum {string} */
            status: "alive";
        };
        Readiness: {
            /** @enum {string} */
            status: "ready" | "unready";
            checks: {
                name: string;
                ok: boolean;
                latency_ms?: number;
                error: components["schemas"]["Failure"] | null;
            }[];
        };
        HealthReport: {
            /** @enum {string} */
            status: "ok" | "attention";
            attention: string[];
            /** Format: date-time */
            checked_at: string;
            probe: {
                /** Format: date-time */
                ended_at: string | null;
                overdue: boolean;
                checks: {
                    name: string;
                    ok: boolean;
                    latency_ms: number;
                    error: components["schemas"]["Failure"] | null;
                    proves: string;
                }[];
            };
            carrier_accounts: {
                account: string;
                /** @enum {string} */
                circuit: "closed" | "open";
                recent: {
                    answered: number;
                    failed: number;
                    not_sent: number;
                    error_rate: number | null;
                };
                /** Format: date-time */
                last_answer_at: string | null;
                /** Format: date-time */
                last_failure_at: string | null;
            }[];
            tenant_carrier_accounts: {
                account: string;
                /** @enum {string} */
                circuit: "closed" | "open";
                recent: {
                    answered: number;
                    failed: number;
                    not_sent: number;
                    error_rate: number | null;
                };
                /** Format: date-time */
                last_answer_at: string | null;
                /** Format: date-time */
                last_failure_at: string | null;
            }[];
            queues: {
                queue: string;
                state: string;
                count: number;
                /** Format: date-time */
                oldest_at: string | null;
            }[];
            message_queues: {
                /** @enum {string} */
                queue: "purchases" | "purchases-dead" | "bulk" | "imports" | "porting" | "records" | "records-dead";
                backlog: components["schemas"]["QueueBacklog"] | null;
                error: components["schemas"]["QueueError"] | null;
            }[];
            dead_letters: {
                count: number;
                /** Format: date-time */
                oldest_at: string | null;
            };
            jobs: {
                name: string;
                database: string;
                cron: string;
                /** @enum {string|null} */
                last_status: "running" | "completed" | "paused" | "failed" | "died" | null;
                /** Format: date-time */
                last_done_at: string | null;
                overdue: boolean;
            }[];
            live: {
                feeds: number;
                connections: number;
                behind: {
                    count: number;
                    /** Format: date-time */
                    oldest_at: string | null;
                };
                silent: {
                    count: number;
                    /** Format: date-time */
                    oldest_at: string | null;
                };
                worst: {
                    tenant_id: string;
                    shard: number;
                    connections: number;
                    events_behind: number;
                    /** Format: date-time */
                    behind_since: string | null;
                    /** Format: date-time */
                    reported_at: string;
                }[];
            };
            webhooks: {
                paused: {
                    count: number;
                    /** Format: date-time */
                    oldest_at: string | null;
                };
                lagging: number;
                worst: {
                    id: string;
                    tenant_id: string;
                    events_behind: number;
                    /** Format: date-time */
                    behind_since: string;
                }[];
            };
            stuck: {
                /** @enum {string} */
                kind: "releasing_numbers" | "unknown_items" | "unsealed_events" | "dead_runs" | "critical_findings";
                count: number;
                /** Format: date-time */
                oldest_at: string | null;
            }[];
        };
        QueueBacklog: {
            messages: number;
            bytes: number;
            /** Format: date-time */
            oldest_at: string | null;
        };
        QueueError: {
            /** @enum {string} */
            code: "no_answer" | "metrics_failed";
            detail: string;
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
    searchAvailablePhoneNumbers: {
        parameters: {
            query: {
                country: string;
                type?: "local" | "mobile" | "toll_free";
                area_code?: string;
                contains?: string;
                locality?: string;
                region?: string;
                postal_code?: string;
                rate_center?: string;
                lata?: string;
                near_number?: string;
                near_lat_long?: string;
                distance?: number;
                capabilities?: ("voice" | "sms" | "mms" | "fax")[];
                limit?: number;
            };
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AvailablePhoneNumbers"];
                };
            };
        };
    };
    listAvailableCountries: {
        parameters: {
            query?: {
                country?: string;
            };
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AvailableCountries"];
                };
            };
        };
    };
    listReservations: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: "held" | "purchasing" | "completed" | "canceled" | "expired" | "lost" | "failed";
                phone_number?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReservationPage"];
                };
            };
        };
    };
    createReservation: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReservation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
        };
    };
    getReservation: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                reservation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
        };
    };
    cancelReservation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reservation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    extendReservation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reservation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReservationExtension"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
        };
    };
    getRegulatoryRequirements: {
        parameters: {
            query: {
                country: string;
                type?: "local" | "mobile" | "toll_free";
            };
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegulatoryRequirements"];
                };
            };
        };
    };
    listRegulatoryDefaults: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegulatoryDefaultPage"];
                };
            };
        };
    };
    getRegulatoryDefault: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                country: string;
                type: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegulatoryDefault"];
                };
            };
        };
    };
    setRegulatoryDefault: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                country: string;
                type: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRegulatoryDefault"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegulatoryDefault"];
                };
            };
        };
    };
    removeRegulatoryDefault: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                country: string;
                type: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    freeRegulatoryClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: "pending" | "processing" | "completed" | "partial" | "failed" | "canceled" | "needs_attention";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    quoteOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderQuote"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    restorePhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    listCarrierAccountNumbers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarrierNumberPage"];
                };
            };
        };
    };
    importPhoneNumbers: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImport"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
        };
    };
    detachPhoneNumbers: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDetachment"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
        };
    };
    detachPhoneNumber: {
        parameters: {
            query?: {
                force?: boolean;
            };
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detachment"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detachment"];
                };
            };
        };
    };
    previewDetachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detachment"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detachment"];
                };
            };
        };
    };
    listImportJobs: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                action?: "import" | "detach";
                status?: "pending" | "processing" | "completed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJobPage"];
                };
            };
        };
    };
    getImportJob: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                import_job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
        };
    };
    listImportItems: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "pending" | "succeeded" | "failed";
            };
            header?: never;
            path: {
                import_job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportItemPage"];
                };
            };
        };
    };
    listPortingRequests: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: ("draft" | "submitted" | "awaiting_signature" | "in_process" | "foc_confirmed" | "activating" | "completed" | "partial" | "exception" | "cancel_requested" | "canceled" | "expired")[];
                path?: "twilio" | "operator";
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingRequestPage"];
                };
            };
        };
    };
    createPortingRequest: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPortingRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingRequest"];
                };
            };
        };
    };
    getPortingRequest: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingRequest"];
                };
            };
        };
    };
    deletePortingRequest: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updatePortingRequest: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PortingRequestChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingRequest"];
                };
            };
        };
    };
    listPortingRequestNumbers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "pending" | "submitted" | "foc_confirmed" | "activating" | "ported" | "rejected" | "canceled";
            };
            header?: never;
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingNumberPage"];
                };
            };
        };
    };
    addPortingRequestNumbers: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPortingNumbers"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingNumbersAdded"];
                };
            };
        };
    };
    removePortingRequestNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                porting_request_id: string;
                porting_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updatePortingRequestNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                porting_request_id: string;
                porting_number_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PortingNumberChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingNumber"];
                };
            };
        };
    };
    checkPortingRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingPreflight"];
                };
            };
        };
    };
    listPortingDocuments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingDocumentPage"];
                };
            };
        };
    };
    uploadPortingDocument: {
        parameters: {
            query: {
                kind: "bill" | "csr" | "loa" | "other";
                filename: string;
            };
            header?: never;
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/pdf": string;
                "image/png": string;
                "image/jpeg": string;
                "image/tiff": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingDocument"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingDocument"];
                };
            };
        };
    };
    getPortingDocument: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                porting_request_id: string;
                porting_document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingDocument"];
                };
            };
        };
    };
    deletePortingDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                porting_request_id: string;
                porting_document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    createPortingDocumentDownloadUrl: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                porting_request_id: string;
                porting_document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingDocumentDownload"];
                };
            };
        };
    };
    createLetterOfAuthorization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingDocument"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingDocument"];
                };
            };
        };
    };
    listPortingShareLinks: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingShareLinkPage"];
                };
            };
        };
    };
    createPortingShareLink: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPortingShareLink"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedPortingShareLink"];
                };
            };
        };
    };
    getPortingShareLink: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                porting_request_id: string;
                porting_share_link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingShareLink"];
                };
            };
        };
    };
    revokePortingShareLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                porting_request_id: string;
                porting_share_link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listPortabilityChecks: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: "processing" | "completed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortabilityCheckPage"];
                };
            };
        };
    };
    createPortabilityCheck: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPortabilityCheck"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortabilityCheck"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortabilityCheck"];
                };
            };
        };
    };
    getPortabilityCheck: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                portability_check_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortabilityCheck"];
                };
            };
        };
    };
    listPortabilityResults: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "pending" | "checked";
                portable?: boolean;
            };
            header?: never;
            path: {
                portability_check_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortabilityResultPage"];
                };
            };
        };
    };
    getPortingReasons: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingReasonList"];
                };
            };
        };
    };
    listPortingAllowedDates: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingAllowedDates"];
                };
            };
        };
    };
    listPortingTimeline: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                kind?: "status_changed" | "number_status_changed" | "foc_changed" | "comment" | "document_added" | "document_removed" | "corrected" | "split" | "shared" | "carrier_status" | "messaging_changed";
            };
            header?: never;
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingTimelinePage"];
                };
            };
        };
    };
    getPortingTimelineEntry: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                porting_request_id: string;
                porting_entry_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingEntry"];
                };
            };
        };
    };
    createPortingComment: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPortingComment"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingEntry"];
                };
            };
        };
    };
    submitPortingRequest: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingRequest"];
                };
            };
        };
    };
    resubmitPortingRequest: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingRequest"];
                };
            };
        };
    };
    cancelPortingRequest: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                porting_request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingRequest"];
                };
            };
        };
    };
    movePortingRequest: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                porting_request_id: string;
                transition_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPortingTransition"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingRequest"];
                };
            };
        };
    };
    movePortingRequestNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                porting_request_id: string;
                porting_number_id: string;
                number_move_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPortingNumberMove"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingNumber"];
                };
            };
        };
    };
    listPortingBoard: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                tenant_id?: string;
                status?: ("submitted" | "awaiting_signature" | "in_process" | "foc_confirmed" | "activating" | "exception" | "cancel_requested")[];
                path?: "twilio" | "operator";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortingBoardPage"];
                };
            };
        };
    };
    listPhoneNumbers: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                sort?: "created_at" | "-created_at" | "phone_number" | "-phone_number" | "friendly_name" | "-friendly_name";
                status?: "active" | "suspended" | "releasing" | "cooling_off" | "released" | "lost";
                type?: "local" | "mobile" | "toll_free";
                country?: string;
                acquisition_method?: "reseller" | "imported" | "sip_trunk" | "porting";
                carrier_account_id?: string;
                sip_trunk_id?: string;
                capabilities?: ("voice" | "sms" | "mms" | "fax")[];
                tag?: string;
                agent_id?: string;
                ready?: boolean;
                phone_number_prefix?: string;
                digits?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberPage"];
                };
            };
        };
    };
    exportPhoneNumbers: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                sort?: "created_at" | "-created_at" | "phone_number" | "-phone_number" | "friendly_name" | "-friendly_name";
                status?: "active" | "suspended" | "releasing" | "cooling_off" | "released" | "lost";
                type?: "local" | "mobile" | "toll_free";
                country?: string;
                acquisition_method?: "reseller" | "imported" | "sip_trunk" | "porting";
                carrier_account_id?: string;
                sip_trunk_id?: string;
                capabilities?: ("voice" | "sms" | "mms" | "fax")[];
                tag?: string;
                agent_id?: string;
                ready?: boolean;
                phone_number_prefix?: string;
                digits?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    countPhoneNumbers: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberCounts"];
                };
            };
        };
    };
    getPhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    updatePhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneNumberChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    releasePhoneNumber: {
        parameters: {
            query?: {
                force?: boolean;
            };
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    suspendPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    resumePhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    transferPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneNumberTransfer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    listPhoneNumberHistory: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberHistoryPage"];
                };
            };
        };
    };
    getPhoneNumberReadiness: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberReadiness"];
                };
            };
        };
    };
    listCarrierAccounts: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarrierAccountPage"];
                };
            };
        };
    };
    createCarrierAccount: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCarrierAccount"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarrierAccount"];
                };
            };
        };
    };
    getCarrierAccount: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarrierAccount"];
                };
            };
        };
    };
    deleteCarrierAccount: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateCarrierAccount: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CarrierAccountChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarrierAccount"];
                };
            };
        };
    };
    verifyCarrierAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarrierAccountVerification"];
                };
            };
        };
    };
    getCarrierAccountVerification: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarrierAccountVerification"];
                };
            };
        };
    };
    rotateCarrierAccountSigningKey: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                carrier_account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarrierAccount"];
                };
            };
        };
    };
    listSipTrunks: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipTrunkPage"];
                };
            };
        };
    };
    createSipTrunk: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSipTrunk"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedSipTrunk"];
                };
            };
        };
    };
    getSipTrunk: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                sip_trunk_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipTrunk"];
                };
            };
        };
    };
    deleteSipTrunk: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                sip_trunk_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateSipTrunk: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                sip_trunk_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SipTrunkChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipTrunk"];
                };
            };
        };
    };
    provisionSipTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sip_trunk_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipTrunk"];
                };
            };
        };
    };
    verifySipTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sip_trunk_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipTrunk"];
                };
            };
        };
    };
    getSipTrunkVerification: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                sip_trunk_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipTrunkVerification"];
                };
            };
        };
    };
    rotateSipTrunkPassword: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                sip_trunk_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipTrunkPassword"];
                };
            };
        };
    };
    addSipTrunkPhoneNumbers: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                sip_trunk_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSipTrunkPhoneNumbers"];
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipTrunkPhoneNumbersAdded"];
                };
            };
        };
    };
    removeSipTrunkPhoneNumber: {
        parameters: {
            query?: {
                force?: boolean;
            };
            header?: {
                "if-match"?: string;
            };
            path: {
                sip_trunk_id: string;
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSipPresets: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipPresetList"];
                };
            };
        };
    };
    listAgents: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                sort?: "created_at" | "-created_at";
                kind?: "stream" | "conversation_relay" | "sip" | "dial" | "redirect" | "say";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentPage"];
                };
            };
        };
    };
    createAgent: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAgent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
        };
    };
    getAgent: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                agent_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
        };
    };
    deleteAgent: {
        parameters: {
            query?: {
                force?: boolean;
            };
            header?: {
                "if-match"?: string;
            };
            path: {
                agent_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateAgent: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                agent_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
        };
    };
    checkAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentCheck"];
                };
            };
        };
    };
    assignPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAssignment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    unassignPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
        };
    };
    listAssignments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                at?: string;
            };
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssignmentPage"];
                };
            };
        };
    };
    getRouting: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberRouting"];
                };
            };
        };
    };
    setRouting: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoutingPlan"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberRouting"];
                };
            };
        };
    };
    removeRouting: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listRoutingHistory: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                at?: string;
            };
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberRoutingPage"];
                };
            };
        };
    };
    simulateCall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposedCall"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulation"];
                };
            };
        };
    };
    listBulkJobs: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: "pending" | "processing" | "completed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkJobPage"];
                };
            };
        };
    };
    createBulkJob: {
        parameters: {
            query?: {
                action?: "update" | "tag" | "untag" | "metadata" | "lock" | "unlock" | "suspend" | "resume" | "release" | "assign" | "unassign";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBulkJob"];
                "text/csv": string;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkJob"];
                };
            };
        };
    };
    previewBulkJob: {
        parameters: {
            query?: {
                action?: "update" | "tag" | "untag" | "metadata" | "lock" | "unlock" | "suspend" | "resume" | "release" | "assign" | "unassign";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBulkJob"];
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkJobPreview"];
                };
            };
        };
    };
    getBulkJob: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                bulk_job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkJob"];
                };
            };
        };
    };
    listCalls: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                phone_number_id?: string;
                agent_id?: string;
                from?: string;
                status?: "queued" | "initiated" | "ringing" | "in_progress" | "canceled" | "failed" | "no_answer" | "busy" | "completed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallPage"];
                };
            };
        };
    };
    getCall: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
        };
    };
    getCallDecision: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDecision"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                phone_number_id?: string;
                from?: string;
                status?: "accepted" | "scheduled" | "queued" | "sending" | "sent" | "canceled" | "failed" | "undelivered" | "delivered" | "read" | "received";
                direction?: "inbound" | "outbound";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    placeTestCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTestCall"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCall"];
                };
            };
        };
    };
    listUsage: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                from?: string;
                to?: string;
                group_by?: "number" | "agent" | "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsagePage"];
                };
            };
        };
    };
    getPhoneNumberUsage: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: {
                "if-none-match"?: string;
            };
            path: {
                phone_number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberUsage"];
                };
            };
        };
    };
    listUsageCosts: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                group_by?: "number" | "country";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageCostPage"];
                };
            };
        };
    };
    listWebhookRefusals: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookRefusalPage"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                sort?: "seq" | "-seq";
                after_seq?: number;
                type?: components["schemas"]["EventPattern"];
                subject_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
        };
    };
    exportEvents: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                after_seq?: number;
                type?: components["schemas"]["EventPattern"];
                subject_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
        };
    };
    verifyEvents: {
        parameters: {
            query?: {
                from_seq?: number;
                to_seq?: number;
            };
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventVerification"];
                };
            };
        };
    };
    listEventArchives: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventArchivePage"];
                };
            };
        };
    };
    downloadEventArchive: {
        parameters: {
            query?: {
                part?: number;
            };
            header?: never;
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                };
            };
        };
    };
    createLiveTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLiveTicket"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveTicket"];
                };
            };
        };
    };
    connectLive: {
        parameters: {
            query?: {
                after_seq?: number;
                event_types?: string;
                subjects?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                after_seq?: number;
                event_types?: string;
                subjects?: string;
            };
            header?: {
                "last-event-id"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointPage"];
                };
            };
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookEndpoint"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookEndpoint"];
                };
            };
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                webhook_endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                webhook_endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookEndpointChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                webhook_endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretRotation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedSecret"];
                };
            };
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                webhook_endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: "pending" | "delivered" | "failed";
                event_type?: components["schemas"]["DeliveredType"];
            };
            header?: never;
            path: {
                webhook_endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
        };
    };
    redeliverWebhooks: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                webhook_endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRedelivery"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookRedelivered"];
                };
            };
        };
    };
    listFindings: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: "open" | "snoozed" | "resolved";
                kind?: "purchase_undeliverable" | "record_undeliverable" | "message_not_forwarded" | "trunk_number_unknown" | "sip_trunk_down" | "sip_trunk_not_removed" | "sip_certificate_expiring" | "porting_request_silent" | "porting_status_unknown" | "porting_not_prepared" | "porting_number_not_in_service" | "job_failing" | "number_orphaned" | "number_missing" | "number_ported_out" | "number_drifted" | "number_inactive" | "credential_invalid" | "carrier_account_refused" | "porting_setting_conflict" | "sync_implausible" | "delivery_unproven";
                severity?: "info" | "warning" | "critical";
                subject_id?: string;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingPage"];
                };
            };
        };
    };
    getFinding: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
        };
    };
    resolveFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resolution"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
        };
    };
    snoozeFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Snoozing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
        };
    };
    assignFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingAssignment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
        };
    };
    adoptOrphanedNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Adoption"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
        };
    };
    releaseOrphanedNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
        };
    };
    listSyncs: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                tenant_id?: string;
                carrier_account_id?: string;
                status?: "waiting" | "running" | "completed" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncPage"];
                };
            };
        };
    };
    createSync: {
        parameters: {
            query?: {
                carrier_account_id?: string;
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    previewSync: {
        parameters: {
            query?: {
                carrier_account_id?: string;
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    getSync: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                sync_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    listSyncDifferences: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                kind?: "orphaned" | "missing" | "drifted" | "found";
            };
            header?: never;
            path: {
                sync_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncDifferencePage"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
        };
    };
    runJob: {
        parameters: {
            query?: {
                database?: string;
            };
            header?: never;
            path: {
                job_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobRun"];
                };
            };
        };
    };
    listJobRuns: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: "running" | "completed" | "paused" | "failed" | "died";
                job?: "cleanup" | "seal-events" | "archive-events" | "sync" | "account-sync" | "bundles" | "messaging-campaigns" | "toll-free-verifications" | "account-documents" | "health" | "readiness-changes" | "readiness" | "agent-health" | "sip-trunk-health" | "inactivity" | "verify-carrier-accounts" | "reseal-secrets" | "porting-progress" | "close-tenants" | "porting-settings" | "move-tenants";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobRunPage"];
                };
            };
        };
    };
    getJobRun: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                job_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobRun"];
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
                status?: "active" | "suspended" | "closed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                tenant_id: string;
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    suspendTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantStatusChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    resumeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantStatusChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    reopenTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantStatusChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    closeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantClosure"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    getTenantMove: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantMove"];
                };
            };
        };
    };
    moveTenant: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenantMove"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantMove"];
                };
            };
        };
    };
    cancelTenantMove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantMove"];
                };
            };
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                created_after?: string;
                created_before?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentSession"];
                };
            };
        };
    };
    deleteSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentSession"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentSession"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    getHealthReport: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
}
