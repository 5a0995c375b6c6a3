### Every sentence that a person reads, in Project Fluent's format (https://projectfluent.org).
### Messages are Telegram HTML (<b>, <i>, <code>, <a>); buttons and answers to taps are plain text.

## Buttons

button-add-channel = ➕ Add a channel or group
button-add-person = ➕ Add someone
button-add-following = ➕ Add a text below
button-all-channels = 📢 Channels
button-all-destinations = All of them
button-no-destination = None of them
button-make-anonymous = 🕶 Make it anonymous
button-earlier-page = ‹
button-later-page = ›
button-page = { $page } / { $pages }
button-appeared = ✅ It appeared in { $place }
button-back = ‹ Back
button-backup-again = 💾 Make one now
button-cancel = ✕ Cancel
button-cancel-post = 🗑 Cancel the post
button-cancel-without-reason = Cancel it without a reason
button-change-content = ✏️ Content
button-change-correct = ☑️ Right answer
button-change-destinations = 📢 Where
button-change-explanation = 💡 Explanation
button-change-following = 💬 Text below
button-change-following-long = 💬 Change the text below
button-change-options = ☰ Options
button-change-question = ✏️ Question
button-change-settings = ⚙️ Settings
button-change-time = 🕑 When
button-check-again = 🔄 Look again
button-check-rights = 🔄 Check rights
button-discard = 🗑 Discard it
button-discard-one = 🗑
button-drafts = 📝 Drafts
button-go-on = ▶️ Go on with it
button-held = { $count ->
    [one] ♻️ One delivery is held
   *[other] ♻️ { $count } deliveries are held
  }
button-history = 📜 History
button-jobs = ⚙️ Jobs
button-keep = 📌 Keep
button-keep-all = 📌 Keep all
button-keep-content = Keep it as it is
button-keep-explanation = Keep the explanation
button-keep-following = Keep the text
button-keep-one = 📌 Keep
button-kept = 📌 What is kept
button-let-go = ♻️ Let it go
button-cleanup = 🧹 Clean-up
button-export = 📄 Export as a file
button-to-cleanup = ‹ The clean-up
button-to-kept = ‹ What is kept
button-to-stats = 📈 Statistics
button-keep-question = Keep the question
button-keep-scheduled = { $count ->
    [one] 🕑 Keep the one to come as scheduled
   *[other] 🕑 Keep the { $count } to come as scheduled
  }
button-keep-scheduled-one = 🕑 Keep it scheduled for { $place }
button-keep-time = Keep this time
button-leave = 🤷 Leave it open ({ $place })
button-look-at = 👁 { $title }
button-make = { $role ->
    [owner] Make owner
   *[editor] Make editor
  }
button-new-poll = 📊 New poll
button-new-post = ✍️ New post
button-next = Next ›
button-no-explanation = No explanation
button-open-channel = Open its page
button-open-job = ⚙️ Open
button-open-post = Open the post
button-pause-job = ⏸ Pause
button-pause-publishing-yes = ⏸ Yes, pause publishing
button-preview = 👁 Preview
button-publish-now = 🚀 Publish now
button-publish-now-yes = 🚀 Yes, publish now
button-queue = 🗓 Queue
button-put-below = ⬇️ Put the text below
button-refresh = 🔄 Refresh
button-remove-channel = 🗑 Remove
button-remove-following = 🗑 Remove it
button-remove-last-option = ⌫ Remove the last
button-remove-person = 🗑 Remove
button-remove-yes = Yes, remove
button-reschedule = 🕑 Reschedule
button-results = 📬 Results
button-resume-job = ▶️ Resume
button-retry = 🔁 Try again
button-retry-all = 🔁 Try all again
button-retry-one = 🔁 Try { $place } again
button-run-now = 🚀 Run now
button-schedule = ✅ Schedule it
button-send-again = 🔁 Send again to { $place }
button-start-afresh = ✍️ Start a new one
button-statistics = 📈 Statistics
button-team = ‹ Team
button-time-zone = 🌍 Time zone
button-to-held = ‹ What is held
button-to-queue = 🗓 Queue
button-to-results = ‹ Results

## Commands, as Telegram's menu lists them

command-schedule = Schedule a post
command-poll = Schedule a poll or quiz
command-queue = See and change what is coming
command-results = What became of your posts
command-drafts = Go on with an unfinished post
command-channels = Channels and groups
command-stats = How publishing is going
command-settings = Your time zone
command-team = Who may use this bot
command-backup = Back the database up now
command-jobs = What runs by itself, and when
command-help = How it works
command-cancel = Leave what you are doing

## Meeting people

start = 👋 Hello { $name }! I am <b>{ $bot }</b>. I publish your posts and polls to your channels and groups, at their minute and once.
start-no-channels = First, make me an administrator of a channel with the right to post, or add me to a group. I will notice by myself. Then send /schedule.
start-ready = { $count ->
    [one] One channel or group is ready.
   *[other] { $count } channels and groups are ready.
  } Send /schedule for a post or /poll for a poll. Or just send me what you want to publish.
stranger = Sorry, I only work for the team that runs me.
unknown-command = I don’t know { $command }. /help lists what I can do.
owners-only = Only owners can do this.
error-with-id = Something went wrong on my side. Please try again; if it keeps happening, give this id to whoever runs me: { $id }
error-slow-down = { $count ->
    [one] Telegram asks me to wait a second. Nothing is lost: please try again then.
   *[other] Telegram asks me to wait { $count } seconds. Nothing is lost: please try again then.
  }
not-saved = I could not save that: { $kind ->
    [full] my disk is full
    [locked] another program holds my database
    [read_only] I may not write to my database
   *[other] my disk does not do its work
  }. Nothing was changed. Please send it again in a moment.
stale-button = This button is from an earlier screen and does nothing any more.
use-the-buttons = Please use the buttons here.
help = <b>Publishing</b>
  /schedule: a post with text, a picture, a video, a file, a voice message or an album, with a text below it if you like
  /poll: a poll or a quiz
  /queue: what is coming; reschedule, cancel or publish now
  /results: what became of it, with links
  /drafts: what you have not finished

  <b>Around it</b>
  /channels: where I can post, and how to add more
  /stats: how publishing is going
  /settings: your time zone
  /team: who may use me (owners)
  /backup: copy my database, and see the last copies (owners)
  /jobs: what runs by itself; run it now or pause it (owners)
  /cancel: leave what you are doing; drafts are kept

  Each post goes out at its minute, once, and I tell you how it went. If a post could not go out, I say why and what to do.
nothing-to-cancel = There is nothing to cancel. Scheduled posts are in /queue.
left-question = All right, I have dropped that. Nothing was changed.
settings = ⚙️ <b>Your settings</b>

  Your time zone: it is { $now }.
  Times that you type and read are in this zone.

## What a post is

kind-sign-text = 📝
kind-sign-photo = 🖼
kind-sign-video = 🎬
kind-sign-animation = 🎞
kind-sign-document = 📄
kind-sign-audio = 🎵
kind-sign-voice = 🎤
kind-sign-album = 🗂
kind-sign-poll = 📊
kind-text = Text
kind-photo = Picture
kind-video = Video
kind-animation = Animation
kind-document = File
kind-audio = Audio
kind-voice = Voice message
kind-album = Album of { $count }
kind-poll = Poll
post-heading = <b>{ $title }</b>

## Where a list is cut short

and-more = … and { $count } more
places-and-more = { $places } and { $count } more

## Lengths of time

duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $minutes ->
    [0] { $hours } h
   *[other] { $hours } h { $minutes } min
  }
duration-days = { $count } days

## Sizes of files

size-kb = { $size } kB
size-mb = { $size } MB
size-gb = { $size } GB

## /schedule and /poll

heading-message = ✍️ <b>New post</b> · step { $step } of { $steps }
heading-poll = 📊 <b>New poll</b> · step { $step } of { $steps }
heading-change-message = ✍️ <b>New post</b> · one change
heading-change-poll = 📊 <b>New poll</b> · one change
step-content = Send me the post: text, a picture, video, animation, file, audio, voice message or an album. Formatting and links stay as they are.
step-content-again = I have <b>{ $title }</b>. Send something else to replace it.
step-following = What should stand <b>below</b> it? Send a text: it goes out right after, as a message of its own with up to 4,096 characters. Formatting and links stay as they are.
step-following-again = Below it, as a message of its own, stands:

  <i>{ $text }</i>

  Send another text to replace it.
caption-put-below = ⬇️ The words are no caption now: they stand below, as a message of their own.
following-dropped = ⚠️ The text below is gone: only pictures, videos, files and albums can have one.
step-destinations = <b>Where</b> should it go? Tick one or several.
step-destinations-none = <b>Where</b> should it go? I cannot post anywhere yet. Make me an administrator of a channel with the right to post, or add me to a group; then tap “Look again”. Your draft is safe.
destinations-public-poll = Channels take anonymous polls only, and this one shows who voted for what. To choose a channel, make it anonymous.
destinations-chosen = { $count } of { $total } chosen
destinations-choose-one = Tick at least one first.
destination-ticked = ✅ { $type ->
    [channel] 📢
   *[other] 👥
  } { $title }
destination-unticked = ◻️ { $type ->
    [channel] 📢
   *[other] 👥
  } { $title }
step-time = <b>When</b> should it go out? Tap a time or type one, such as <code>18:30</code>, <code>tomorrow 9:00</code>, <code>friday 18:00</code>, <code>2026-12-24 18:00</code> or <code>in 2h</code>.

  It is { $now } now.
step-time-chosen = So far: <b>{ $time }</b>
settings-public-poll = ⚠️ Channels take anonymous polls only. As it is now, it cannot go to { $places }.
step-confirm = ☝️ This is how it will look.
confirm-time = 🕑 <b>{ $time }</b>
confirm-destination = { $type ->
    [channel] 📢
   *[other] 👥
  } { $title }
confirm-destination-elsewhere = { $type ->
    [channel] 📢
   *[other] 👥
  } { $title } (there: { $time })
confirm-buttons-or-time = Please use the buttons here, or type another time.
preview-failed = ⚠️ I could not show the preview. { $reason }
preview-refused = ⚠️ Telegram refuses it as it is, so it cannot go out like this. Please change it with a button below.
scheduled = ✅ <b>Scheduled:</b> { $title }
  🕑 { $time }
  📢 { $places }

  I will tell you how it went.
content-unsupported = I cannot publish this kind of message. Text, pictures, videos, animations, files, audio, voice messages, albums and polls work.
content-edited = ✏️ Your edit is in.
edit-too-late = ✏️ Your edit does not change <b>{ $title }</b>: { $state ->
    [scheduled] it is scheduled as it was. To change it, cancel it and send it to me again.
   *[over] it was scheduled as it was, and has come to its end.
  }

unfinished-draft = You have an unfinished draft from { $time }:
  <b>{ $title }</b>
draft-gone = This draft has been scheduled or discarded. /drafts shows what is left.
draft-discarded = Discarded.
draft-incomplete = Something is still missing here.
draft-destination-lost = ⚠️ I cannot post in <b>{ $title }</b> any more. Choose another place, or give me back the right to post there.
drafts = { $count ->
    [0] You have no unfinished drafts.
    [one] <b>One unfinished draft.</b> Tap it to go on.
   *[other] <b>{ $count } unfinished drafts.</b> Tap one to go on.
  }
left-draft = All right. Your draft is kept; /drafts brings it back.
left-empty = All right, nothing was saved.

step-question = What is the <b>question</b>? Send it as text, or send a whole poll made with Telegram’s own poll maker.
step-question-again = The question is: <b>{ $question }</b>
  Send another one to replace it.
poll-media-left-out = ⚠️ I cannot carry over pictures and files inside polls; the words are here.
text-only = Please send text here.
step-options = { $count ->
    [0] Now the <b>options</b>. Send them one by one, or several at once, one a line. 2 to { $most } of them.
    [1] <b>Options</b>: one so far. Send at least one more.
    [12] <b>Options</b>: all { $most } that a poll takes. Tap “Next”.
   *[other] <b>Options</b>: { $count } of at most { $most }. Send more, or tap “Next”.
  }
poll-option = { $position }. { $option }
poll-two-options = A poll needs at least two options.
step-settings = How should it work? Tap to change. Channels take anonymous polls only.
poll-anonymous = { $mark ->
    [on] ✅ Anonymous
   *[off] ◻️ Anonymous
  }
poll-multiple = { $mark ->
    [on] ✅ Several answers
   *[off] ◻️ Several answers
  }
poll-quiz = { $mark ->
    [on] ✅ Quiz with a right answer
   *[off] ◻️ Quiz with a right answer
  }
step-correct = { $several ->
    [yes] Which options are <b>right</b>? Tick them.
   *[no] Which option is <b>right</b>?
  }
poll-correct-on = ✅ { $option }
poll-correct-off = ◻️ { $option }
poll-pick-correct = Tick the right answer first.
step-explanation = What should people read after answering? Up to 200 characters; links and formatting work.
step-explanation-again = After answering, people read:
  <i>{ $explanation }</i>
  Send another text to replace it.

## Times

time-choice-in_10_minutes = In 10 minutes
time-choice-in_1_hour = In 1 hour
time-choice-in_3_hours = In 3 hours
time-choice-tonight = Tonight { $hour }
time-choice-tomorrow_morning = Tomorrow { $hour }
time-choice-tomorrow_noon = Tomorrow { $hour }
time-choice-tomorrow_evening = Tomorrow { $hour }
time-choice-monday_morning = { $day } { $hour }
time-choice-over = That time is over by now. Please choose another.
time-not-understood = I did not understand that time. Try <code>18:30</code>, <code>tomorrow 9:00</code>, <code>24 Dec 18:00</code> or <code>in 2h</code>.
time-bare-hour = Is { $hour } in the morning or in the evening? Type <code>{ $hour }am</code> or <code>{ $hour }pm</code>.
time-bare-hour-late = Did you mean { $hour }:00? Please type it like that.
time-past = { $time } is over already. Please choose a time to come.
time-passed-meanwhile = { $time } has passed while you were here. Please choose another time.
time-impossible = There is no { $day }/{ $month } (day/month) in the calendar. Please type another date.
time-gap = That time does not exist on { $day }: the clocks go forward, and { $before } is followed by { $after }. Which did you mean?
time-fold = { $time } comes twice, because the clocks go back that night. Which one do you mean?
time-ambiguous = I cannot tell the day from the month there. Which do you mean?
time-too-far = That is too far ahead; I take posts up to { $limit }.
time-rolled = That moment has passed, so I took the next one: { $time }.

## What Telegram would refuse

limit-text_empty = There is no text in it. Please send something to read.
limit-text_too_long = That text has { $length } characters; Telegram takes { $limit }. Please cut { $excess }: edit your message, or send it again.
limit-caption_too_long = { $position ->
    [0] That caption has { $length } characters; under a picture or file Telegram takes { $limit }.
   *[other] The caption of item { $position } has { $length } characters; Telegram takes { $limit }.
  } Please cut { $excess }: edit your message, or send it again.
limit-following_empty = There is nothing to read in the text below. Please send some, or remove it.
limit-following_too_long = The text below has { $length } characters; Telegram takes { $limit }. Please cut { $excess }: edit your message, or send it again.
limit-album_too_small = An album needs at least { $least } items.
limit-album_too_large = An album takes at most { $most } items; this one would have { $count }. The rest was left out.
limit-album_mixed = Files and audio cannot share an album with anything else. Please send them as albums of their own.
limit-question_empty = The question is empty. Please send some text.
limit-question_too_long = That question has { $length } characters; Telegram takes { $limit }. Please cut { $excess }.
limit-description_too_long = That description has { $length } characters; Telegram takes { $limit }. Please cut { $excess }.
limit-too_few_options = A poll needs at least { $least ->
    [one] one option
   *[other] { $least } options
  }.
limit-too_many_options = A poll takes at most { $most } options; the rest was left out.
limit-option_empty = Option { $position } is empty.
limit-option_too_long = Option { $position } has { $length } characters; Telegram takes { $limit }. Please cut { $excess }.
limit-option_repeated = Option { $position } is there twice. Please change one of them.
limit-quiz_without_correct_option = A quiz needs a right answer. If you forwarded it, Telegram keeps the answer to itself: use /poll.
limit-quiz_correct_option_invalid = The right answer does not match the options any more. Please choose it again.
limit-explanation_too_long = That explanation has { $length } characters; Telegram takes { $limit }. Please cut { $excess }.
option-too-long = “{ $beginning }…” has { $length } characters; an option has at most { $limit }. Please cut { $excess } and send it again.
option-repeated = “{ $option }” is among the options already, so I left it out.
limit-explanation_too_many_lines = That explanation has { $lines } lines; Telegram takes { $limit }. Please join some.
limit-public_poll_in_channel = Channels take anonymous polls only. Make it anonymous, or choose groups only.

## /queue and one post

queue-empty = 🗓 Nothing is scheduled. What would you like to publish?
queue-heading = 🗓 <b>{ $total ->
    [one] One post
   *[other] { $total } posts
  } coming up</b>
queue-day = <b>{ $day }</b>
queue-post = { $hour } · { $title } → { $places }
queue-post-button = { $hour } { $title }
queue-zone = <i>Times in { $zone }</i>

status-draft = Drafts
status-scheduled = Scheduled
status-published = Published
status-partly_published = Partly published
status-failed = Failed
status-expired = Expired
status-cancelled = Cancelled
status-uncertain = Perhaps published

post-status-scheduled = 🕑 Goes out { $time }
post-status-published = ✅ Published, was due { $time }
post-status-partly_published = ⚠️ Partly published, was due { $time }
post-status-uncertain = ❓ Perhaps published, was due { $time }
post-status-failed = ❌ Not published, was due { $time }
post-status-expired = ⌛️ Expired, was due { $time }
post-status-cancelled = 🗑 Cancelled, was due { $time }
post-author = ✍️ { $name }
post-cancel-reason = Reason: { $reason }
post-kept = 📌 Kept: the clean-up leaves it alone

delivery-pending = • { $place }
delivery-held = ⏸ { $place }: waits until I may post there again
delivery-retrying = 🔁 { $place }: next try { $next }. { $reason }
delivery-sending = 📤 { $place }: on its way, no answer yet
delivery-sent = ✅ { $place }
delivery-sent-late = ✅ { $place }: { $time }, { $late } late
delivery-failed = ❌ { $place }: { $reason }
delivery-uncertain = ❓ { $place }: { $reason }
delivery-expired = ⌛️ { $place }: too late to be of use, so I did not send it
delivery-doubtful = 🗑 { $place }: cancelled, though it may have appeared before that
delivery-cancelled = 🗑 { $place }: cancelled
delivery-parts = ↳ { $state ->
    [follows] The { $first } is there; the text below it follows.
    [doubtful-first] This is about the { $first }; the text below it has not gone out.
    [doubtful-following] The { $first } is there; this is about the text below it.
   *[missing] The { $first } is there already; the text below it is not.
  }
part-photo = picture
part-video = video
part-animation = animation
part-document = file
part-audio = audio
part-voice = voice message
part-album = album

step-reschedule = { $over ->
    [yes] It was due { $time }.
   *[no] It is due { $time }.
  } <b>When</b> should it go out instead? Tap a time or type one.

  It is { $now } now.
rescheduled = ✅ Moved to { $time }.
ask-publish-now = Publish it right now to { $places }?
publishing-now = { $own ->
    [yes] 🚀 On its way. I will tell you how it went.
   *[no] 🚀 On its way. Open the post in a moment to see how it went.
  }
trying-again = { $own ->
    [yes] 🔁 I am trying again, and will tell you how it went.
   *[no] 🔁 I am trying again. Open the post in a moment to see how it went.
  }
kept-scheduled = 🕑 All right, it goes out at its time.
noted-as-sent = ✅ Thank you, noted as sent.
noted-and-going-on = ✅ Thank you, noted. What comes after it is on its way.
left-alone = 🤷 Left open: I send nothing more, and will not ask again.
ask-cancel-reason = <b>Cancel this post?</b> You may send me a reason that the team will see.
cancel-reason-problem = Please send the reason as a text of at most { $limit } characters, or tap a button.
cancelled = 🗑 Cancelled. It will not go out.
cancelled-rest = 🗑 What was still open is cancelled. It had already gone out in { $sent ->
    [one] one place
   *[other] { $sent } places
  }.
cancelled-doubtful = 🗑 Cancelled, and I send nothing more. What had appeared before, if anything, stays there.
cancelled-half-out = 🗑 Cancelled, and I send nothing more. The part that had gone out already stays there; see below.
cancelled-but-sending = 🗑 What was still open is cancelled. Part of it is on its way already; I will tell you how that went.
kept = 📌 Kept. The clean-up will leave it alone.
keep-too-early = This post is still to come, and the clean-up takes finished ones only.
let-go = ♻️ Let go. The clean-up may take it again, after it has warned you.
kept-count = { $count ->
    [one] Kept.
   *[other] { $count } posts kept.
  }
post-gone = This post is not here any more; it was cleaned up.
post-gone-screen = This post is not here any more; it was cleaned up. /queue shows what is coming.
act-gone = This post is not here any more; it was cleaned up.
act-not_yours = This is { $name }’s post. Only they and owners can change it.
act-sending = It is on its way and Telegram has not answered yet, so it cannot be changed now.
act-too_late = { $status ->
    [published] It has gone out already, so there is nothing to change.
    [partly_published] What could go out has gone out already; see below.
    [cancelled] It is cancelled already.
    [expired] It has expired; see below what can be done.
    [failed] It could not go out; see below what can be done.
    [uncertain] Nobody knows whether it has gone out; see below how it stands.
   *[other] That was done already; see below how it stands.
  }
act-unlisted = Its channel or group is not on the list any more. Put it back with /channels first.
waits-for-rights = ⏸ I may not post there now. It goes out as soon as I may again.
waits-for-resuming = ⏸ Publishing is paused. It goes out as soon as an owner resumes it.
act-past = That time is over already.

history-heading = 📜 <b>What happened to it</b>
history-earlier = … and { $count } earlier
history-post_scheduled = { $time } · { $who } scheduled it for { $due }.
history-post_rescheduled = { $time } · { $who } moved it to { $due }.
history-post_cancelled = { $time } · { $who } cancelled it.
history-post_published_now = { $time } · { $who } published it at once.
history-post_kept = { $time } · { $who } kept it from the clean-up.
history-post_let_go = { $time } · { $who } left it to the clean-up again.
history-post_expired = { $time } · It expired.
history-cleanup_warned = { $time } · The team was warned of the clean-up.
history-delivery_sent = { $time } · Sent to { $place }.
history-delivery_part_sent = { $time } · The first part of it went to { $place }.
history-delivery_failed = { $time } · It could not go to { $place }.
history-delivery_uncertain = { $time } · No answer for { $place }: it may have appeared.
history-delivery_postponed = { $time } · Put off for { $place }, until { $due }.
history-delivery_retried = { $time } · { $who } sent it again.
history-delivery_resolved = { $time } · { $who } looked whether it had appeared.
history-delivery_held = { $time } · A backup was restored: whether { $place } has it, nobody knows.
history-delivery_left = { $time } · { $who } left it open whether it had appeared.
history-nobody = Belfry

## Why something was not sent, and what to do

reason-too_many_requests = Telegram asks me to slow down.
reason-unreachable = I cannot reach Telegram at the moment.
reason-chat_not_found = Telegram does not know this chat any more. Check that it still exists, then add me again.
reason-kicked = I was removed from this chat. Add me again, then try again.
reason-not_a_member = I am not in this chat with the right to post. Make me an administrator who may post, then try again.
reason-may_not_post = I may not post here any more. Give me the right to post messages, then try again.
reason-no_rights = I have no right to send this here. Give me the right to post (for media and polls too), then try again.
reason-blocked = The person has blocked me.
reason-content_refused = Telegram refused the content. Open the preview, make it anew with /schedule, and cancel this one.
reason-file_refused = Telegram does not accept the file any more. Send it to me again with /schedule, and cancel this one.
reason-poll_refused = Telegram refused the poll. Make it anew with /poll, and cancel this one.
reason-unauthorized = Telegram does not accept my token. Whoever runs me must renew it.
reason-timed_out = Telegram did not answer in time, so it may or may not have appeared.
reason-connection_lost = The connection broke before Telegram’s answer, so it may or may not have appeared.
reason-server_error = Telegram had an error of its own, so it may or may not have appeared.
reason-unreadable_answer = Telegram’s answer was cut off, so it may or may not have appeared.
reason-stopped_while_sending = I was stopped while it was going out, so it may or may not have appeared.
reason-restored = A backup was restored: I may have published it since that was made.
reason-restored_early = A backup was restored: somebody may have had me publish it early since that was made.
reason-never_arrived = It did not appear: Telegram broke off each attempt.
reason-destination_removed = This place was taken off the list before its time.
reason-other = Telegram refused it for a reason that I don’t know. Whoever runs me finds it in the log.

## Results

result-published = ✅ <b>Published:</b> { $title }
result-partly_published = ⚠️ <b>Partly published:</b> { $title }
  It was due { $time }.
result-held_up = ⏸ <b>Not everywhere yet:</b> { $title }
result-uncertain = ❓ <b>Perhaps published:</b> { $title }
  It was due { $time }.
result-failed = ❌ <b>Not published:</b> { $title }
  It was due { $time }.
result-expired = ⌛️ <b>Expired:</b> { $title }
  It was due { $time }. Reschedule it if you still want it.
changed-rescheduled = 🕑 <b>{ $who } moved your post:</b> { $title }
  It now goes out { $time }.
changed-published_now = 🚀 <b>{ $who } is publishing your post now:</b> { $title }
result-cancelled = 🗑 <b>Cancelled:</b> { $title }
result-cancelled-by = 🗑 <b>{ $who } cancelled it:</b> { $title }
result-uncertain-advice = Please look whether it is there. I send nothing twice by myself.
digest-heading = 📬 <b>What became of { $count } posts</b>
results-heading = 📬 <b>{ $count ->
    [0] No post has come to an end in the last 7 days.
    [one] One post has come to an end in the last 7 days
   *[other] { $count } posts have come to an end in the last 7 days
  }</b>
results-count = { $result ->
    [uncertain] ❓ { $count } perhaps published
    [failed] ❌ { $count } not published
    [partly_published] ⚠️ { $count } partly published
    [expired] ⌛️ { $count } expired
    [cancelled] 🗑 { $count } cancelled
   *[published] ✅ { $count } published
  }
results-post = { $result ->
    [uncertain] ❓
    [failed] ❌
    [partly_published] ⚠️
    [expired] ⌛️
    [cancelled] 🗑
   *[published] ✅
  } { $time } · { $title } → { $places }
results-button = { $result ->
    [uncertain] ❓
    [failed] ❌
    [partly_published] ⚠️
    [expired] ⌛️
    [cancelled] 🗑
   *[published] ✅
  } { $title }

## Channels and groups

channels-none = 📢 <b>No channels or groups yet.</b>

  Make me an administrator of a channel with the right to post, or add me to a group. I will notice by myself.
channels-heading = 📢 <b>{ $count ->
    [one] One channel or group
   *[other] { $count } channels and groups
  }</b>
channels-line = { $state ->
    [lost] ❌ { $title }: I cannot post there now
    [post-and-pin] ✅ { $title }: can post and pin
   *[post] ✅ { $title }: can post
  }
channels-button = { $type ->
    [channel] 📢 { $title }
   *[other] 👥 { $title }
  }
channel-heading = { $type ->
    [channel] 📢 <b>{ $title }</b>
   *[other] 👥 <b>{ $title }</b>
  }
channel-can-post = { $able ->
    [yes] ✅ I can post here.
   *[no] ❌ I cannot post here. { $type ->
        [channel] Make me an administrator with the right to post.
       *[other] Add me to the group and let me send messages.
      }
  }
channel-can-pin = { $able ->
    [yes] ✅ I can pin messages.
   *[no] ◻️ I cannot pin messages. { $type ->
        [channel] That takes the right to edit messages.
       *[other] That takes an administrator’s right to pin.
      }
  }
channel-zone = 🌍 { $zone }
channel-waiting = { $count ->
    [0] 🗓 No posts wait for it.
    [one] 🗓 One post waits for it.
   *[other] 🗓 { $count } posts wait for it.
  }
channel-checked = { $able ->
    [yes] 🔄 Checked with Telegram: all is well.
   *[no] 🔄 Checked with Telegram: I cannot post here.
  }
channel-registered = ✅ <b>{ $title }</b> is ready for posts.
channel-listed = ✅ <b>{ $title }</b> is on the list already.
channel-back = ✅ I can post in <b>{ $title }</b> again. What waited goes out as planned.
channel-lost = ⚠️ I cannot post in <b>{ $title }</b> any more. { $type ->
    [channel] Make me an administrator with the right to post to go on.
   *[other] Add me again with the right to send messages to go on.
  }{ $count ->
    [0] {""}
    [one] {" "}One post of yours waits for it:
   *[other] {" "}{ $count } posts of yours wait for it:
  }
loss-post = • { $time } · { $title }
outage-begun = ⚠️ { $kind ->
    [unauthorized] Telegram refuses my token
   *[unreachable] I cannot reach Telegram
  } since { $from }. Posts wait, and go out in their order when it is over, unless that is too late for them.
database-begun = 🚨 <b>I cannot save anything</b> since { $since }: { $kind ->
    [full] my disk is full. Whoever runs me has to make room
    [locked] another program holds my database. Whoever runs me has to end it
    [read_only] I may not write to my database. Whoever runs me has to let me
   *[other] my disk does not do its work. Whoever runs me finds more in the log
  }. Until then posts wait, and nothing goes out twice; what I am asked I still answer.
database-over = ✅ <b>I can save again.</b> I could not since { $since }. What waited goes on now.
outage-over = ✅ { $kind ->
    [unauthorized] Telegram refused my token
   *[unreachable] I could not reach Telegram
  } from { $from } to { $until }. What waited goes out now, in its order; what came too late has expired.
webhook-fails = ⚠️ <b>{ $host }</b> has taken no events from me since { $since }: { $problem }. I keep trying, and what happens meanwhile waits for a day.
webhook-works = ✅ <b>{ $host }</b> takes events from me again.
webhook-problem = { $problem ->
    [answered] it answers { $status }
    [local_address] it is an address of this machine or its local network, which EVENT_WEBHOOKS_ALLOW_LOCAL does not allow
    [unknown_host] nobody knows a host of that name
    [refused] nobody listens there
    [no_answer] it does not answer in time
    [untrusted_certificate] its certificate is not to be trusted
   *[other] the connection breaks off
  }
channel-gone = This channel or group is not on the list any more.
channel-removed = { $title } is off the list.
ask-remove-channel = Take <b>{ $title }</b> off the list? { $count ->
    [0] No posts wait for it.
    [one] One post waits for it and will not go out there; its author is told.
   *[other] { $count } posts wait for it and will not go out there; their authors are told.
  }
add-channel = <b>Add a channel or group</b>
  1. Make @{ $bot } an administrator of the channel with the right to post, or add it to the group. Mostly that is all: I notice by myself.
  2. If not, send me its @username or link, or forward a message from it.
add-channel-not-understood = I could not tell which chat you mean.
add-channel-not-found = I cannot see { $chat }. Check the name, and that I am in that chat.
add-channel-no-rights = I found <b>{ $title }</b>, but I may not post there. { $type ->
    [channel] Make me an administrator with the right to post, then send it again.
   *[other] Let me send messages there, then send it again.
  }

## Time zones

ask-zone = <b>Your time zone.</b> It is { $now }.
  Type a city or zone, such as <code>Berlin</code>, <code>New York</code> or <code>UTC</code>.
ask-zone-channel = <b>Time zone of { $title }.</b> It is { $now } there.
  Type a city or zone, such as <code>Berlin</code>, <code>New York</code> or <code>UTC</code>.
zone-button = { $zone } ({ $hour })
zone-not-found = I found no such zone. Try a large city nearby.
zone-which = Which of these?
zone-chosen = ✅ Done. It is { $now }.

## The team

team-heading = 👥 <b>{ $count ->
    [one] One person
   *[other] { $count } people
  } on the team</b>
team-line = { $role ->
    [owner] 👑
   *[editor] ✍️
  } { $name }
person-name-with-username = { $name } (@{ $username })
person-heading-unnamed = <b>{ $id }</b>
person-heading = <b>{ $name }</b> · <code>{ $id }</code>
person-role = { $role ->
    [owner] 👑 Owner: may do everything.
   *[editor] ✍️ Editor: schedules posts, and changes their own.
  }
person-not-started = 💤 Has not written to me yet.
person-settled = 🔒 Set in the configuration (OWNER_IDS); only that can change it.
person-changed = ✅ Done.
person-added = ✅ Added. They can begin by opening @{ $bot } and tapping “Start”.
person-removed = ✅ { $name } is off the team. Scheduled posts of theirs stay and go out.
person-gone = This person is not on the team any more.
ask-remove-person = Take <b>{ $name }</b> off the team? They can do nothing here any more; their scheduled posts stay and go out.
add-person = <b>Who should join?</b> Forward a message from them, share their contact, or send their numeric Telegram id (bots such as @userinfobot tell it).
add-person-not-understood = I could not tell who that is. Please forward a message from them, share their contact, or send their id as a number.
add-person-hidden = Their privacy settings hide who they are. Please send their numeric id instead.
ask-role = What may { $named ->
    [yes] <b>{ $name }</b> (<code>{ $id }</code>)
   *[no] <code>{ $id }</code>
  } do? Editors schedule posts and change their own; owners may do everything.
role-editor = ✍️ Editor
role-owner = 👑 Owner
team-not_allowed = Only owners can do this.
team-already_there = { $name } is on the team already.
team-not_there = { $name } is not on the team any more.
team-settled_in_configuration = { $name } is set as an owner in the configuration; only that can change it.

## The nightly clean-up

warning-heading = 🧹 <b>The clean-up will soon delete { $count ->
    [one] one finished post
   *[other] { $count } finished posts
  } from my records.</b> What was published stays in the channels.
warning-night = <b>{ $time }</b>
warning-post = • { $title } (finished { $day })
warning-nothing-left = 🧹 Nothing is due for the clean-up now.
export-begun = 📄 The file comes in a moment.
export-under-way = 📄 The file is on its way already.
export-caption = 📄 { $posts ->
    [one] The post
   *[other] { $posts } posts
  } that the clean-up will delete, as of { $day }.{ $part ->
    [0] {""}
   *[other] {" "}Part { $part }{ $more ->
        [yes] ; the next one follows.
       *[no] {" "}and last.
      }
  }
export-failed = ⚠️ I could not send you the file. Please try again in a while; /stats leads to the clean-up.
kept-heading = 📌 <b>{ $count ->
    [0] Nothing is kept.
    [one] One post is kept.
   *[other] { $count } posts are kept.
  }</b> The clean-up leaves alone what you keep.

## /stats

stats-heading = 📈 <b>Statistics</b>
stats-count = { $status }: <b>{ $count }</b>
stats-nothing = No posts yet.
stats-published = Published in the last 24 hours: <b>{ $day }</b> · 7 days: <b>{ $week }</b> · 30 days: <b>{ $month }</b>
stats-success = Deliveries that arrived (30 days): <b>{ $percent } %</b>
stats-lateness = Lateness: typically <b>{ $typical }</b>, at worst <b>{ $worst }</b>
stats-next = <b>Next</b>
stats-nothing-next = Nothing is scheduled.
stats-next-post = { $time } · { $title }
stats-webhooks = <b>Addresses told of events</b>
webhook-line-fails = ❌ { $host } since { $since }: { $problem }. { $count ->
    [one] One entry waits
   *[other] { $count } entries wait
  }{ $lost ->
    [0] .
   *[other] , { $lost } were given up.
  }
webhook-line-gave-up = ✅ { $host } works; of earlier { $count ->
    [one] one entry was given up.
   *[other] { $count } entries were given up.
  }
stats-jobs = <b>Jobs</b>
stats-job = { $outcome ->
    [ok] ✅ { $job }: last { $last }, next { $next }
    [failed] ❌ { $job }: failed { $last }, next { $next }
    [running] ⏳ { $job }: running since { $last }
    [paused] ⏸ { $job }: paused since { $since }
   *[never] • { $job }: next { $next }
  }
job-publish = Publishing
job-expire = Expiring what is late
job-warn = Warning before the clean-up
job-clean_up = Clean-up
job-backup = Backup
job-event_webhooks = Telling addresses of events
job-access_check = Access check
job-no-next = never

## /jobs

jobs-heading = ⚙️ <b>Jobs</b>: what I do by myself
jobs-job = { $state ->
    [ok] ✅
    [failed] ❌
    [running] ⏳
    [paused] ⏸
   *[never] •
  } <b>{ $job }</b>
jobs-last = Last: { $last }
job-heading = ⚙️ <b>{ $job }</b>
job-pattern-in-words = Runs { $words } ({ $zone }) · <code>{ $pattern }</code>
job-pattern = Runs by the pattern <code>{ $pattern }</code> ({ $zone })
job-next = Next: { $next }
job-paused = ⏸ Paused by { $who } since { $since }; it does not run by itself.
job-running = ⏳ Running now
job-never-ran = It has not run yet.
job-runs = <b>Last runs</b>
job-run = { $outcome ->
    [ok] ✅ { $at }, took { $took }
    [failed] ❌ { $at }, failed after { $took }
   *[running] ⏳ { $at }, running for { $took }
  }
job-run-at-once = < 1 s
job-run-summary = { $summary }
job-run-asked = asked for by { $who }
job-run-begun = ⏳ Running. This screen will show how it went.
job-run-begun-paused = ⏳ Running this once, although it is paused. This screen will show how it went.
job-run-ended = { $outcome ->
    [ok] ✅ It has run{ $told ->
        [yes] {""}: { $summary }
       *[no] {""}, and there was nothing to do
      }.
   *[failed] ❌ It failed: { $summary }.
  }
job-run-meanwhile = It was run a moment ago. Tap again if you want it once more.
job-gone = This job is not there any more.
job-paused-now = ⏸ Paused. It does not run by itself until it is resumed; what it misses is not made up for. “Run now” still works.
publishing-paused-now = ⏸ Publishing is paused: posts wait until an owner resumes it. “Run now” sends what is due by then, once.
job-resumed = ▶️ Resumed.
publishing-resumed = ▶️ Resumed. What waited goes out now, unless that is too late for it.
ask-pause-publishing = <b>Pause publishing?</b> Nothing goes out any more until an owner resumes it. Posts wait; one that waits for more than { $hours } h expires.
publishing-paused = ⏸ <b>Publishing is paused</b> by { $who } since { $since }. Nothing goes out until an owner resumes it in /jobs.
job-refused-not_allowed = Only owners can do this.
job-refused-unknown = This job is not there any more.
job-refused-running = It is running already; see below.
job-refused-stopping = I am just being stopped. Please try again in a moment.
job-refused-already_paused = It was paused already; see below.
job-refused-already_resumed = It was resumed already; see below.
job-failing = ⚠️ <b>{ $job } has failed { $count } times in a row</b>, since { $since }.
job-failing-reason = Last reason: { $reason }.
job-failing-meaning = { $name ->
    [publish] While this lasts, posts may not go out on time. Nothing is lost: they wait, and go out when it works again, unless that is too late for them.
    [expire] While this lasts, posts that are too late to be of use keep waiting in the queue.
    [warn] While this lasts, nobody is warned of the clean-up, so nothing is deleted either.
    [clean_up] While this lasts, old posts are not deleted and the database grows.
    [backup] While this lasts, no new copy of the database is made; the last good ones are kept.
    [event_webhooks] While this lasts, the addresses that are told of events hear nothing; it is kept for them.
    [access_check] While this lasts, I learn of lost rights only when a post fails for want of them.
   *[other] What it does has not been done since.
  }
job-failing-advice = The log says more. When the cause is mended, “Run now” shows whether it works; I will tell you when it does.
job-works-again = ✅ <b>{ $job } works again.</b> It had failed since { $since }.

pattern-daily = every day at { $times }
pattern-weekly = every { $days } at { $times }
pattern-monthly = on day { $days } of every month at { $times }
pattern-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
  }
pattern-hours = { $count ->
    [one] every hour at :{ $minute }
   *[other] every { $count } hours at :{ $minute }
  }

## What runs of jobs came to, in a line

run-sent = { $count } sent
run-failed = { $count } failed
run-uncertain = { $count } perhaps sent
run-pending = { $count } to be tried again
run-cancelled = { $count } cancelled
run-expired = { $count } expired
run-warned = { $count } warned of
run-deleted = { $what } deleted
run-deleted-posts = { $count ->
    [one] one post
   *[other] { $count } posts
  }
run-deleted-history = { $count ->
    [one] one history entry
   *[other] { $count } history entries
  }
run-deleted-job_runs = { $count ->
    [one] one job run
   *[other] { $count } job runs
  }
run-deleted-conversations = { $count ->
    [one] one old conversation
   *[other] { $count } old conversations
  }
run-deleted-handled_updates = { $count ->
    [one] one handled update
   *[other] { $count } handled updates
  }
run-deleted-received_updates = { $count ->
    [one] one received update
   *[other] { $count } received updates
  }
run-deleted-answers = { $count ->
    [one] one API answer
   *[other] { $count } API answers
  }
run-deleted-waits = { $count ->
    [one] one wait
   *[other] { $count } waits
  }
run-deleted-outages = { $count ->
    [one] one outage
   *[other] { $count } outages
  }
run-deleted-restores = { $count ->
    [one] one restore
   *[other] { $count } restores
  }
run-deleted-uploads = { $count ->
    [one] one upload
   *[other] { $count } uploads
  }
run-checked = { $count } checked
run-lost = { $count } lost
run-back = { $count } back
run-changed = { $count } changed
run-unanswered = { $count } without an answer
run-access-unauthorized = Telegram refuses the bot’s token
run-access-unreachable = Telegram cannot be reached
run-access-stopped = Belfry stopped during this run
run-nobody-warned = nobody could be warned of the clean-up
run-interrupted = Belfry stopped during this run
run-unexpected = an error that the log explains
run-backup = { $file }, { $size }, checked

## /backup

backup-making = 💾 I am making a backup and checking it. This message changes when it is done.
backup-made = 💾 <b>Backup made and checked:</b> it is whole, { $size }.
backup-damaged = 🚨 <b>A backup was found damaged</b>, so I threw it away: { $problem }. Most likely my database itself is damaged. Earlier backups stay where they are. Whoever runs me finds what to do in docs/ops/backups.md.
backup-failed = ⚠️ <b>No backup was made.</b> { $reason }
backup-failed-no_room = The disk is full. Make room, then try again.
backup-failed-not_writable = I may not write to the folder, or it is not there. Whoever runs me finds the reason in the log.
backup-failed-stopped = I was stopped meanwhile. Try again.
backup-failed-other = Whoever runs me finds the reason in the log.
backup-off = Backups are switched off. Whoever runs me switches them on by setting <code>BACKUP_DIR</code> to a folder.
backup-list = In <code>{ $folder }</code>, the newest first:
backup-line = • { $time }, { $size }, checked
  <code>{ $file }</code>
backup-line-missing = • { $time }: ⚠️ the file is not there any more
  <code>{ $file }</code>
backup-none = There is none yet in <code>{ $folder }</code>.
backup-keep = I keep the newest of each of the last { $days ->
    [one] day
   *[other] { $days } days
  }, and { $weeks ->
    [0] none from before
    [one] one from the week before
   *[other] one from each of the { $weeks } weeks before
  }.

## After a restore

restored-heading = ♻️ <b>A backup was restored.</b> On { $at } my database became <code>{ $file }</code>, of { $taken }.
restored-replaced = The database before it is kept as <code>{ $file }</code>.
restored-known = { $count ->
    [one] What became of one delivery since was known there, and counts.
   *[other] What became of { $count } deliveries since was known there, and counts.
  }
restored-lost = { $count ->
    [one] One post was made after the backup: I do not have it. If it is not out yet, it will not go out.
   *[other] { $count } posts were made after the backup: I do not have them. Those that are not out yet will not go out.
  }
restored-held = { $count ->
    [0] Nothing has to be held: everything goes on.
    [one] I may have sent one delivery since, and nobody knows. I hold it until you say.
   *[other] I may have sent { $count } deliveries since, and nobody knows. I hold them until you say.
  }
restored-author = { $count ->
    [one] ♻️ <b>A backup was restored.</b> I may have published one of your posts since it was made, and nobody knows. I hold it until an owner says.
   *[other] ♻️ <b>A backup was restored.</b> I may have published { $count } of your posts since it was made, and nobody knows. I hold them until an owner says.
  }
held-heading = { $count ->
    [one] ♻️ <b>One post is held</b> since the restore. Please look whether it is there.
   *[other] ♻️ <b>{ $count } posts are held</b> since the restore. Please look whether they are there.
  }
held-post = { $time } · { $title } → { $places }
held-nothing-left = ♻️ Nothing is held any more.
held-kept = { $count ->
    [0] There is nothing to come among what is held.
    [one] One post goes out at its time.
   *[other] { $count } posts go out at their times.
  }
