CREATE TABLE `foreign_posts` (
	`chat_id` integer NOT NULL,
	`message_id` integer NOT NULL,
	PRIMARY KEY(`chat_id`, `message_id`)
);
--> statement-breakpoint
ALTER TABLE `deliveries` ADD `after_message_id` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `left_at` integer;--> statement-breakpoint
ALTER TABLE `destinations` ADD `last_message_id` integer;