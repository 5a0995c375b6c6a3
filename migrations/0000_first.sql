CREATE TABLE `conversations` (
	`key` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`post_id` integer NOT NULL,
	`destination_id` integer NOT NULL,
	`status` text NOT NULL,
	`due_at` integer NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`spent_attempts` integer DEFAULT 0 NOT NULL,
	`claimed_at` integer,
	`sent_at` integer,
	`message_ids` text,
	`reason` text,
	`detail` text,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`destination_id`) REFERENCES `destinations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "deliveries_status" CHECK("deliveries"."status" in ('pending', 'sending', 'sent', 'failed', 'uncertain', 'expired', 'cancelled')),
	CONSTRAINT "deliveries_sent" CHECK("deliveries"."status" <> 'sent' or ("deliveries"."sent_at" is not null and "deliveries"."message_ids" is not null)),
	CONSTRAINT "deliveries_sending" CHECK(("deliveries"."status" = 'sending') = ("deliveries"."claimed_at" is not null))
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`next_attempt_at`) WHERE "deliveries"."status" = 'pending';--> statement-breakpoint
CREATE INDEX `deliveries_sending_now` ON `deliveries` (`id`) WHERE "deliveries"."status" = 'sending';--> statement-breakpoint
CREATE INDEX `deliveries_of_destination` ON `deliveries` (`destination_id`,`status`);--> statement-breakpoint
CREATE INDEX `deliveries_sent_at` ON `deliveries` (`sent_at`) WHERE "deliveries"."sent_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_once_per_destination` ON `deliveries` (`post_id`,`destination_id`);--> statement-breakpoint
CREATE TABLE `destinations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` integer NOT NULL,
	`type` text NOT NULL,
	`title` text NOT NULL,
	`username` text,
	`time_zone` text NOT NULL,
	`state` text NOT NULL,
	`can_post` integer NOT NULL,
	`can_pin` integer NOT NULL,
	`added_by` integer NOT NULL,
	`added_at` integer NOT NULL,
	`loss_untold_since` integer,
	CONSTRAINT "destinations_state" CHECK("destinations"."state" in ('active', 'lost', 'removed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `destinations_chat_id_unique` ON `destinations` (`chat_id`);--> statement-breakpoint
CREATE INDEX `destinations_loss_untold` ON `destinations` (`id`) WHERE "destinations"."loss_untold_since" is not null;--> statement-breakpoint
CREATE TABLE `handled_updates` (
	`update_id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `handled_updates_at` ON `handled_updates` (`at`);--> statement-breakpoint
CREATE TABLE `job_runs` (
	`job` text NOT NULL,
	`scheduled_for` integer NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`outcome` text,
	`summary` text,
	PRIMARY KEY(`job`, `scheduled_for`)
);
--> statement-breakpoint
CREATE INDEX `job_runs_started` ON `job_runs` (`started_at`);--> statement-breakpoint
CREATE TABLE `ledger` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_id` integer,
	`action` text NOT NULL,
	`post_id` integer,
	`destination_id` integer,
	`details` text
);
--> statement-breakpoint
CREATE INDEX `ledger_of_post` ON `ledger` (`post_id`,`id`);--> statement-breakpoint
CREATE INDEX `ledger_at` ON `ledger` (`at`);--> statement-breakpoint
CREATE TABLE `people` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`username` text,
	`role` text NOT NULL,
	`time_zone` text NOT NULL,
	`added_by` integer,
	`added_at` integer NOT NULL,
	`removed_at` integer,
	`started` integer DEFAULT false NOT NULL,
	`screen_message_id` integer,
	CONSTRAINT "people_role" CHECK("people"."role" in ('owner', 'editor'))
);
--> statement-breakpoint
CREATE TABLE `posts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`author_id` integer NOT NULL,
	`status` text NOT NULL,
	`content` text,
	`draft` text,
	`due_at` integer,
	`time_zone` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer,
	`told_at` integer,
	`cancelled_by` integer,
	`cancel_reason` text,
	`kept_by` integer,
	`cleanup_at` integer,
	FOREIGN KEY (`author_id`) REFERENCES `people`(`user_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "posts_status" CHECK("posts"."status" in ('draft', 'scheduled', 'published', 'partly_published', 'failed', 'expired', 'cancelled')),
	CONSTRAINT "posts_released_is_complete" CHECK("posts"."status" = 'draft' or ("posts"."content" is not null and "posts"."due_at" is not null and "posts"."draft" is null)),
	CONSTRAINT "posts_draft_has_a_draft" CHECK("posts"."status" <> 'draft' or "posts"."draft" is not null),
	CONSTRAINT "posts_finished" CHECK(("posts"."status" in ('draft', 'scheduled')) = ("posts"."finished_at" is null))
);
--> statement-breakpoint
CREATE INDEX `posts_scheduled` ON `posts` (`due_at`) WHERE "posts"."status" = 'scheduled';--> statement-breakpoint
CREATE INDEX `posts_drafts` ON `posts` (`author_id`) WHERE "posts"."status" = 'draft';--> statement-breakpoint
CREATE INDEX `posts_untold` ON `posts` (`finished_at`) WHERE "posts"."finished_at" is not null and "posts"."told_at" is null;--> statement-breakpoint
CREATE INDEX `posts_finished_at` ON `posts` (`finished_at`) WHERE "posts"."finished_at" is not null;