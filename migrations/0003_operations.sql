CREATE TABLE `backups` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`taken_at` integer NOT NULL,
	`file` text NOT NULL,
	`bytes` integer NOT NULL,
	`checked_at` integer,
	`problem` text
);
--> statement-breakpoint
CREATE INDEX `backups_taken_at` ON `backups` (`taken_at`);--> statement-breakpoint
CREATE TABLE `event_webhooks` (
	`address` text PRIMARY KEY NOT NULL,
	`cursor` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer DEFAULT 0 NOT NULL,
	`last_success_at` integer,
	`failing_since` integer,
	`last_error` text,
	`given_up` integer DEFAULT 0 NOT NULL,
	`failure_told_at` integer,
	CONSTRAINT "event_webhooks_failing" CHECK(("event_webhooks"."failing_since" is null) = ("event_webhooks"."last_error" is null)),
	CONSTRAINT "event_webhooks_attempts" CHECK("event_webhooks"."attempts" = 0 or "event_webhooks"."failing_since" is not null)
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`token_name` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`status` integer,
	`answer` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`token_name`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_at` ON `idempotency_keys` (`at`);--> statement-breakpoint
CREATE TABLE `job_states` (
	`job` text PRIMARY KEY NOT NULL,
	`paused_at` integer,
	`paused_by` integer,
	`paused_by_token` text,
	`resumed_at` integer,
	`failed_in_a_row` integer DEFAULT 0 NOT NULL,
	`failing_since` integer,
	`failure_told_at` integer,
	CONSTRAINT "job_states_paused_by_somebody" CHECK(("job_states"."paused_at" is not null) = ("job_states"."paused_by" is not null) + ("job_states"."paused_by_token" is not null)),
	CONSTRAINT "job_states_failing_since" CHECK(("job_states"."failing_since" is not null) = ("job_states"."failed_in_a_row" > 0 or "job_states"."failure_told_at" is not null))
);
--> statement-breakpoint
CREATE TABLE `media` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`file_id` text NOT NULL,
	`bytes` integer NOT NULL,
	`token_name` text NOT NULL,
	`uploaded_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `media_uploaded_at` ON `media` (`uploaded_at`);--> statement-breakpoint
CREATE TABLE `received_updates` (
	`update_id` integer PRIMARY KEY NOT NULL,
	`update` text NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `restores` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`backup_taken_at` integer NOT NULL,
	`file` text NOT NULL,
	`replaced` text,
	`held` integer NOT NULL,
	`known` integer NOT NULL,
	`lost` integer,
	`told_at` integer
);
--> statement-breakpoint
ALTER TABLE `conversations` ADD `used_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `part_message_ids` text;--> statement-breakpoint
CREATE INDEX `deliveries_half_out` ON `deliveries` (`destination_id`) WHERE "deliveries"."status" = 'pending' and "deliveries"."part_message_ids" is not null;--> statement-breakpoint
CREATE INDEX `deliveries_uncertain` ON `deliveries` (`left_at`) WHERE "deliveries"."status" = 'uncertain';--> statement-breakpoint
ALTER TABLE `job_runs` ADD `asked_by` integer;--> statement-breakpoint
ALTER TABLE `job_runs` ADD `asked_by_token` text;--> statement-breakpoint
ALTER TABLE `ledger` ADD `token_name` text;--> statement-breakpoint
ALTER TABLE `posts` ADD `source_message_ids` text;--> statement-breakpoint
ALTER TABLE `posts` ADD `trace` text;--> statement-breakpoint
CREATE INDEX `posts_kept` ON `posts` (`finished_at`) WHERE "posts"."kept_by" is not null;