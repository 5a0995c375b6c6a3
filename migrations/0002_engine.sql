CREATE TABLE `outages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer,
	`begin_told_at` integer,
	`end_told_at` integer,
	CONSTRAINT "outages_kind" CHECK("outages"."kind" in ('unreachable', 'unauthorized'))
);
--> statement-breakpoint
CREATE INDEX `outages_untold` ON `outages` (`id`) WHERE "outages"."end_told_at" is null;--> statement-breakpoint
CREATE TABLE `telegram_waits` (
	`chat_id` integer PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deliveries_in_order` ON `deliveries` (`due_at`) WHERE "deliveries"."status" = 'pending';--> statement-breakpoint
CREATE INDEX `deliveries_in_order_of_chat` ON `deliveries` (`destination_id`,`due_at`) WHERE "deliveries"."status" = 'pending';