create index presentation_unanswered on consent.presentation (expires_at) where used_at is null;
