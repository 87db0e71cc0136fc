"""The sentence behind each stable code.

A part in square brackets is left out when a parameter that it names did not come with the refusal. Parameters
ending in ``_rials`` are written as amounts; in Persian, numbers are written in Persian digits.
"""

import re
from collections.abc import Mapping

from contracts.errors import (
    AuthCode,
    BillingCode,
    CommonCode,
    InspectionCode,
    MessagingCode,
    Param,
    ReferralCode,
)

_FALLBACK = CommonCode.INTERNAL

SENTENCES: dict[str, tuple[str, str]] = {
    CommonCode.UNREADABLE: (
        "بدنهٔ درخواست خوانده نشد؛ باید JSON درست با نوع application/json باشد.",
        "The request body could not be read; it must be valid JSON of type application/json.",
    ),
    CommonCode.INVALID: (
        "برخی از داده‌ها نادرست است؛ شرح هر کدام در «errors» آمده است.",
        "Some fields are not valid; “errors” says what is wrong with each.",
    ),
    CommonCode.UNAUTHENTICATED: (
        "برای این کار باید وارد سامانه شوید.",
        "Sign in first: this needs an access token.",
    ),
    CommonCode.FORBIDDEN: (
        "نقش شما اجازهٔ این کار را ندارد.",
        "Your role does not allow this.",
    ),
    CommonCode.NOT_FOUND: (
        "چنین نشانی یا موردی پیدا نشد.",
        "There is nothing here.",
    ),
    CommonCode.POLICY_NOT_FOUND: (
        "چنین سیاستی وجود ندارد.",
        "There is no such policy.",
    ),
    CommonCode.POLICY_CHANGED: (
        "این سیاست پس از آنکه شما آن را دیدید تغییر کرده است؛ نسخهٔ تازه را ببینید.",
        "This policy was changed after you looked at it; look at its newest version.",
    ),
    CommonCode.TOO_MANY_ROWS: (
        "این فهرست برای یک فایل بیش از اندازه بلند است[؛ حداکثر {most} سطر ممکن است]؛ آن را با بازهٔ تاریخ یا صافی‌های "
        "دیگر کوتاه‌تر کنید.",
        "This list is too long for one file[; {most} rows are the most]; narrow it by dates or other filters.",
    ),
    CommonCode.METHOD_NOT_ALLOWED: (
        "این نشانی چنین روشی (method) را نمی‌پذیرد.",
        "This address does not take this method.",
    ),
    CommonCode.TOO_LARGE: (
        "حجم درخواست بیش از اندازهٔ مجاز است.",
        "The request is larger than allowed.",
    ),
    CommonCode.CURSOR: (
        "نشانگر صفحه (cursor) نادرست است؛ فهرست را از آغاز بخوانید.",
        "The cursor is not valid; read the list from its beginning.",
    ),
    CommonCode.UNAVAILABLE: (
        "این بخش از سامانه موقتاً در دسترس نیست؛ اندکی بعد دوباره تلاش کنید.",
        "This part of the system is away for the moment; try again shortly.",
    ),
    CommonCode.BUSY: (
        "سامانه کارهای انباشتهٔ خود را انجام می‌دهد و فعلاً تغییری نمی‌پذیرد؛ اندکی بعد دوباره تلاش کنید.",
        "The system is working off what has piled up and takes no changes for the moment; try again shortly.",
    ),
    CommonCode.DEADLINE: (
        "پاسخ به‌موقع نرسید و روشن نیست که کار انجام شده باشد؛ با همان Idempotency-Key دوباره بفرستید.",
        "No answer came in time and it is not known whether it was done; send it again with the same Idempotency-Key.",
    ),
    CommonCode.INTERNAL: (
        "خطایی در سامانه رخ داد؛ برای پیگیری، شناسهٔ پیگیری (correlation_id) را به پشتیبانی بدهید.",
        "Something went wrong on our side; give support the correlation_id.",
    ),
    CommonCode.KEY_REUSED: (
        "این Idempotency-Key پیش‌تر برای درخواست دیگری به کار رفته است.",
        "This Idempotency-Key was used before, for a different request.",
    ),
    CommonCode.IN_PROGRESS: (
        "درخواستی با همین Idempotency-Key هم‌اکنون در حال انجام است.",
        "A request with this Idempotency-Key is being worked on right now.",
    ),
    AuthCode.INVALID_CREDENTIALS: (
        "نام کاربری یا گذرواژه نادرست است.",
        "The user name or the password is wrong.",
    ),
    AuthCode.INVALID_TOKEN: (
        "نشست شما پایان یافته یا معتبر نیست؛ دوباره وارد شوید.",
        "Your session has ended or is not valid; sign in again.",
    ),
    AuthCode.PASSWORD_CHANGE_REQUIRED: (
        "پیش از هر کار دیگر باید گذرواژهٔ خود را تغییر دهید.",
        "You must change your password before anything else.",
    ),
    AuthCode.WRONG_PASSWORD: (
        "گذرواژهٔ کنونی نادرست است.",
        "The current password is wrong.",
    ),
    AuthCode.WEAK_PASSWORD: (
        "گذرواژهٔ تازه به‌قدر کافی استوار نیست[؛ دست‌کم {min_length} نویسه لازم است].",
        "The new password is not strong enough[; it needs at least {min_length} characters].",
    ),
    AuthCode.DUPLICATE_MEMBERSHIP_CODE: (
        "کاربری با این کد عضویت[ ({membership_code})] از پیش وجود دارد.",
        "A user with this membership code[ ({membership_code})] already exists.",
    ),
    AuthCode.USER_NOT_FOUND: (
        "چنین کاربری پیدا نشد.",
        "There is no such user.",
    ),
    AuthCode.OWN_ACCOUNT: (
        "این کار را روی حساب خودتان نمی‌توانید انجام دهید.",
        "You cannot do this to your own account.",
    ),
    AuthCode.TOO_MANY_ATTEMPTS: (
        "تلاش‌های ناموفق بیش از اندازه بوده است[؛ حداکثر {minutes} دقیقهٔ دیگر دوباره تلاش کنید].",
        "There were too many failed attempts[; try again in {minutes} min].",
    ),
    AuthCode.RESET_JUST_NOW: (
        "گذرواژهٔ این کاربر همین حالا بازنشانی شده است؛ همان گذرواژهٔ موقت معتبر است. "
        "اگر آن را ندارید، چند ثانیهٔ دیگر دوباره تلاش کنید.",
        "This user's password was reset just now, and that one-time password is good. "
        "If you do not have it, try again in a few seconds.",
    ),
    AuthCode.SESSION_NOT_FOUND: (
        "چنین نشستی پیدا نشد.",
        "There is no such session.",
    ),
    AuthCode.LOCKOUT_NOT_FOUND: (
        "ورود با این کد عضویت قفل نیست.",
        "Signing in with this membership code is not locked.",
    ),
    AuthCode.SECOND_FACTOR_REQUIRED: (
        "رمز درست است؛ اکنون کد برنامهٔ رمزساز خود را وارد کنید.",
        "The password is right; now give the code of your authenticator app.",
    ),
    AuthCode.SECOND_FACTOR_SETUP_REQUIRED: (
        "پیش از هر کار دیگر باید ورود دومرحله‌ای را راه‌اندازی کنید.",
        "You must set up two-step sign-in before anything else.",
    ),
    AuthCode.SECOND_FACTOR_MANDATORY: (
        "نقش شما بدون ورود دومرحله‌ای ممکن نیست؛ می‌توانید آن را با دستگاهی دیگر جایگزین کنید.",
        "Your role must have two-step sign-in; you can replace it by that of another device.",
    ),
    AuthCode.NO_SECOND_FACTOR: (
        "ورود دومرحله‌ای راه‌اندازی نشده یا زمان راه‌اندازی آن گذشته است.",
        "Two-step sign-in is not set up, or the time to confirm it is over.",
    ),
    AuthCode.INVALID_CODE: (
        "کد درست نیست یا پیش‌تر به کار رفته است.",
        "The code is wrong, or was used before.",
    ),
    AuthCode.WRONG_CODE: (
        "کد درست نیست یا پیش‌تر به کار رفته است.",
        "The code is wrong, or was used before.",
    ),
    AuthCode.CHALLENGE_OVER: (
        "زمان گام دوم ورود گذشته است؛ دوباره با رمز وارد شوید.",
        "The time for the second step is over; sign in with your password again.",
    ),
    ReferralCode.FILE_NOT_FOUND: (
        "چنین پرونده‌ای پیدا نشد.",
        "There is no such file.",
    ),
    ReferralCode.METER_NOT_FOUND: (
        "این پرونده چنین کنتوری ندارد.",
        "The file has no such meter.",
    ),
    ReferralCode.METER_BEYOND_CATALOGUE: (
        "مساحت یا مصرف این کنتور[ («{label}»)] از بزرگ‌ترین ردهٔ کنتور بیشتر است"
        "[؛ بیشینهٔ مصرف {max_consumption} مترمکعب بر ساعت و بیشینهٔ مساحت {max_area} متر مربع است].",
        "The meter[ “{label}”] is beyond the largest class of the catalogue"
        "[: at most {max_consumption} m³/h and {max_area} m²].",
    ),
    ReferralCode.METER_CLOSED: (
        "این کنتور تأیید شده است و مشخصات آن دیگر تغییر نمی‌کند.",
        "This meter is approved; its data can no longer change.",
    ),
    ReferralCode.NOT_PAID: (
        "صورت‌حساب ثبت این پرونده هنوز به‌طور کامل پرداخت نشده است.",
        "The registration invoice of this file is not paid in full yet.",
    ),
    ReferralCode.NOT_REFERRED: (
        "این پرونده اکنون به بازرسی ارجاع نشده است.",
        "This file is not with an inspector now.",
    ),
    ReferralCode.ALREADY_REFERRED: (
        "این پرونده هم‌اکنون در دست یک بازرس است.",
        "This file is already with an inspector.",
    ),
    ReferralCode.ALREADY_ENDED: (
        "این پرونده پایان یافته است.",
        "This file has ended.",
    ),
    ReferralCode.NOBODY_ELIGIBLE: (
        "اکنون هیچ بازرسی واجد شرایط این پرونده نیست؛ دلیل آن در صف ارجاع آمده است.",
        "Nobody is eligible for this file now; the referral queue says why.",
    ),
    ReferralCode.INSPECTOR_NOT_ELIGIBLE: (
        "این پرونده را نمی‌توان به این بازرس ارجاع داد[: {why}].",
        "This file cannot be referred to this inspector[: {why}].",
    ),
    ReferralCode.REASON_REQUIRED: (
        "برای این کار باید دلیل نوشته شود.",
        "This needs a reason.",
    ),
    ReferralCode.PROPOSAL_NOT_FOUND: (
        "چنین پیشنهاد عزلی پیدا نشد.",
        "There is no such proposal.",
    ),
    ReferralCode.PROPOSAL_DECIDED: (
        "این پیشنهاد پیش‌تر تعیین تکلیف شده یا موضوع آن منتفی شده است.",
        "This proposal was decided before, or has lapsed.",
    ),
    ReferralCode.PERSON_NOT_FOUND: (
        "چنین بازرس یا مجری‌ای پیدا نشد.",
        "There is no such inspector or contractor.",
    ),
    ReferralCode.CONFLICT_NOT_FOUND: (
        "چنین ارتباطی اعلام نشده است.",
        "No such connection was declared.",
    ),
    ReferralCode.CONFLICT_DECLARED: (
        "ارتباط این بازرس با این مجری از پیش اعلام شده و برقرار است.",
        "The connection of this inspector with this contractor is declared already.",
    ),
    ReferralCode.CONFLICT_ENDED: (
        "پایان این ارتباط پیش‌تر ثبت شده است.",
        "This connection was ended before.",
    ),
    ReferralCode.WITHDRAWAL_NOT_FOUND: (
        "چنین انصرافی پیدا نشد.",
        "There is no such withdrawal.",
    ),
    ReferralCode.ALREADY_RULED: (
        "دربارهٔ این انصراف پیش‌تر رأی داده شده است و آن رأی قطعی است.",
        "This withdrawal was ruled on before, and a ruling is final.",
    ),
    ReferralCode.BATCH_NOT_FOUND: (
        "چنین ارجاع گروهی‌ای پیدا نشد.",
        "There is no such batch.",
    ),
    ReferralCode.BATCH_RUNNING: (
        "یک ارجاع گروهی هم‌اکنون در حال انجام است؛ تا پایان آن صبر کنید یا آن را متوقف کنید.",
        "A batch is at work right now; wait until it is done, or stop it.",
    ),
    ReferralCode.BATCH_ENDED: (
        "این ارجاع گروهی پیش‌تر پایان یافته یا متوقف شده است.",
        "This batch has ended already, or was stopped.",
    ),
    InspectionCode.NOT_YOUR_FILE: (
        "چنین پرونده‌ای در دست شما نیست.",
        "No such file is with you.",
    ),
    InspectionCode.NO_APPOINTMENT: (
        "برای این پرونده زمان بازرسی تعیین نشده است؛ گزارش پس از تعیین آن ثبت می‌شود.",
        "No appointment is set for this file; a report takes one.",
    ),
    InspectionCode.APPOINTMENT_IN_PAST: (
        "زمان بازرسی نمی‌تواند در گذشته باشد.",
        "The appointment cannot be in the past.",
    ),
    InspectionCode.CHARGE_PENDING: (
        "هزینهٔ گزارش پیشین یا مابه‌التفاوت کنتور اصلاح‌شده هنوز تعیین نشده است؛ اندکی بعد دوباره تلاش کنید.",
        "The charge of the previous report, or the price of a corrected meter, is not decided yet; try again shortly.",
    ),
    InspectionCode.PHASE_DONE: (
        "همهٔ کنتورهای این مرحله تأیید شده‌اند و گزارش دیگری پذیرفته نمی‌شود.",
        "Every meter is approved in this phase; it takes no further report.",
    ),
    InspectionCode.OUTCOME_NOT_ALLOWED: (
        "این نتیجه برای این پرونده در این مرحله پذیرفته نیست.",
        "This outcome is not allowed for this file in this phase.",
    ),
    InspectionCode.REPORT_NOT_FOUND: (
        "این پرونده چنین گزارشی ندارد.",
        "The file has no such report.",
    ),
    InspectionCode.OBJECTION_NOT_FOUND: (
        "چنین اعتراضی پیدا نشد.",
        "There is no such objection.",
    ),
    InspectionCode.NOT_OBJECTIONABLE: (
        "تنها به گزارشی می‌توان اعتراض کرد که در آن اشکال یا عدم حضور با هزینه ثبت شده باشد.",
        "Only a report of a defect or of an absence with cost can be objected to.",
    ),
    InspectionCode.OBJECTION_TOO_LATE: (
        "مهلت اعتراض به این گزارش[ ({days} روز از ثبت آن)] گذشته است.",
        "The time for objecting to this report[ ({days} days from its filing)] is over.",
    ),
    InspectionCode.ALREADY_OBJECTED: (
        "به این گزارش پیش‌تر اعتراض شده است.",
        "This report was objected to before.",
    ),
    InspectionCode.ALREADY_DECIDED: (
        "دربارهٔ این اعتراض پیش‌تر رأی داده شده است.",
        "This objection was ruled on before.",
    ),
    BillingCode.FILE_NOT_FOUND: (
        "پروندهٔ مالی‌ای با این شناسه پیدا نشد.",
        "There is no account for such a file.",
    ),
    BillingCode.FILE_IN_DEBT: (
        "این پرونده بدهکار است[ ({debt_rials})]؛ تا پرداخت کامل بدهی، گزارش تازه‌ای پذیرفته نمی‌شود.",
        "This file is in debt[ ({debt_rials})]; it takes no new report until all of it is paid.",
    ),
    BillingCode.DUPLICATE_REFERENCE: (
        "فیش یا پرداختی با این شمارهٔ مرجع[ ({reference})] پیش‌تر ثبت شده است.",
        "A payment with this reference[ ({reference})] was recorded before.",
    ),
    BillingCode.NO_TARIFF: (
        "برای این تاریخ یا این ردهٔ کنتور تعرفه‌ای تعریف نشده است.",
        "No tariff covers this date or meter class.",
    ),
    BillingCode.PAID_IN_FUTURE: (
        "تاریخ پرداخت نمی‌تواند در آینده باشد.",
        "The date of payment cannot be in the future.",
    ),
    BillingCode.INVOICE_DUE: (
        "صورت‌حسابی از این پرونده هنوز پرداخت نشده است[ ({invoice_due_rials})]؛ "
        "تا پرداخت آن، گزارش تازه‌ای پذیرفته نمی‌شود.",
        "An invoice of this file is not paid yet[ ({invoice_due_rials})]; it takes no new report until it is.",
    ),
    MessagingCode.MESSAGE_NOT_FOUND: (
        "چنین پیامی پیدا نشد.",
        "There is no such message.",
    ),
    MessagingCode.RECIPIENT_NOT_FOUND: (
        "گیرندهٔ پیام پیدا نشد.",
        "The recipient was not found.",
    ),
    InspectionCode.APPOINTMENT_UNUSUAL: (
        "این زمان در روز یا ساعت کاری نیست یا به‌موقع اعلام نمی‌شود؛ زمان دیگری برگزینید.",
        "This is not within working days and hours, or too soon; choose another time.",
    ),
    InspectionCode.APPOINTMENT_OVERLAPS: (
        "این زمان با بازدید دیگر شما[ (پروندهٔ {number})] تداخل دارد.",
        "This overlaps another visit of yours[ (file {number})].",
    ),
    InspectionCode.APPOINTMENT_MOVED: (
        "زمان بازرسی در این فاصله تغییر کرده است؛ زمان تازه را ببینید.",
        "The appointment was moved meanwhile; look at its new time.",
    ),
    InspectionCode.CALENDAR_NOT_FOUND: (
        "چنین تقویمی وجود ندارد یا نشانی آن باطل شده است.",
        "There is no such calendar, or its address was revoked.",
    ),
    MessagingCode.ALREADY_SENT: (
        "این پیام فرستاده شده است و دیگر لغو نمی‌شود.",
        "This message was sent; it can no longer be cancelled.",
    ),
    MessagingCode.TEMPLATE_NOT_FOUND: (
        "چنین متن آماده‌ای وجود ندارد.",
        "There is no such template.",
    ),
    MessagingCode.TEMPLATE_CHANGED: (
        "این متن پس از آنکه شما آن را دیدید تغییر کرده است؛ نسخهٔ تازه را ببینید.",
        "This template was changed after you looked at it; look at its newest version.",
    ),
    MessagingCode.DELIVERY_NOT_FOUND: (
        "چنین ارسالی پیدا نشد.",
        "There is no such delivery.",
    ),
    MessagingCode.DELIVERY_NOT_FAILED: (
        "این ارسال ناموفق نبوده است و دوباره فرستاده نمی‌شود.",
        "This delivery has not failed; it is not sent again.",
    ),
    BillingCode.ALREADY_REVERSED: (
        "این پرداخت[ با شمارهٔ پیگیری {reference}] پیش‌تر برگشت خورده است.",
        "This payment[ with the reference {reference}] was reversed before.",
    ),
    BillingCode.MORE_THAN_OWED: (
        "بیش از بدهی پرونده را نمی‌توان بخشود.[ بدهی قابل بخشش: {owed_rials}.]",
        "No more than what is owed can be written off.[ That is {owed_rials}.]",
    ),
    BillingCode.MORE_THAN_CREDIT: (
        "بیش از بستانکاری پرونده را نمی‌توان بازپرداخت.[ بستانکاری: {credit_rials}.]",
        "No more than the file's credit can be refunded.[ That is {credit_rials}.]",
    ),
    BillingCode.REFUND_NOT_FOUND: (
        "چنین بازپرداختی پیدا نشد.",
        "There is no such refund.",
    ),
    BillingCode.REFUND_ENDED: (
        "این بازپرداخت پیش‌تر انجام شده یا برگشت خورده است.",
        "This refund was confirmed, or has failed, already.",
    ),
    BillingCode.TARIFF_NOT_FOUND: (
        "چنین نسخه‌ای از تعرفه پیدا نشد.",
        "There is no such version of the tariff.",
    ),
    BillingCode.TARIFF_IN_FORCE: (
        "اجرای این نسخهٔ تعرفه آغاز شده است؛ دیگر نمی‌توان آن را جابه‌جا کرد یا پس گرفت.",
        "This version of the tariff has come into force; it can be neither moved nor withdrawn any more.",
    ),
    BillingCode.TARIFF_DAY_TAKEN: (
        "در این تاریخ اجرای نسخهٔ دیگری از تعرفه[ (نسخهٔ {version})] آغاز می‌شود؛ نخست آن را جابه‌جا کنید یا پس بگیرید.",
        "Another version[ ({version})] comes into force on this day; move or withdraw that one first.",
    ),
    BillingCode.TARIFF_TOO_EARLY: (
        "تعرفهٔ تازه زودتر از فردا اجرا نمی‌شود؛ هزینهٔ بازدیدهای امروز با تعرفهٔ امروز اعلام شده است.",
        "A new tariff comes into force tomorrow at the earliest: today's prices have been told already.",
    ),
    BillingCode.NOTHING_OWED: (
        "این پرونده چیزی بدهکار نیست؛ برای پرداخت علی‌الحساب، مبلغ را بنویسید.",
        "Nothing is owed for this file; to pay in advance, give an amount.",
    ),
    BillingCode.ONLINE_PAYMENT_OFF: (
        "پرداخت اینترنتی اکنون فعال نیست؛ لطفاً با فیش بانکی پرداخت کنید.",
        "Online payment is not set up; please pay by bank receipt.",
    ),
    BillingCode.PAYMENT_TOO_SMALL: (
        "مبلغ پرداخت اینترنتی کمتر از اندازهٔ مجاز[ ({minimum_rials})] است.",
        "An online payment of this amount is too small[: the least is {minimum_rials}].",
    ),
    BillingCode.PAYMENT_NOT_FOUND: (
        "چنین پرداختی پیدا نشد.",
        "There is no such payment.",
    ),
    BillingCode.PROVIDER_AWAY: (
        "درگاه پرداخت پاسخ نداد و مبلغی کسر نشده است؛ اندکی بعد دوباره تلاش کنید.",
        "The payment provider did not answer and nothing was paid; try again shortly.",
    ),
    BillingCode.SETTLED_TOO_MUCH: (
        "این مبلغ از آنچه نزد درگاه مانده است[ ({clearing_rials})] بیشتر است.",
        "This is more than the provider still has of ours[ ({clearing_rials})].",
    ),
    BillingCode.PERIOD_CLOSED: (
        "دورهٔ مالی[ {period}] پیش‌تر بسته شده است و دوباره بسته یا باز نمی‌شود.",
        "The period[ {period}] was closed before; it is neither closed again nor opened.",
    ),
    BillingCode.PERIOD_NOT_ENDED: (
        "دورهٔ مالی[ {period}] هنوز به پایان نرسیده است؛ فقط ماهی که گذشته باشد بسته می‌شود.",
        "The period[ {period}] has not ended yet; only a month that is over can be closed.",
    ),
    BillingCode.WEBHOOK_NOT_FOUND: (
        "چنین وب‌هوکی پیدا نشد.",
        "There is no such webhook.",
    ),
    BillingCode.WEBHOOK_EXISTS: (
        "برای این نشانی پیش‌تر وب‌هوک ساخته شده است؛ اگر رمز آن را ندارید، رمز را عوض کنید.",
        "There is a webhook for this address already; if its secret is lost, rotate it.",
    ),
    BillingCode.TOO_MANY_WEBHOOKS: (
        "بیش از این[ ({limit})] وب‌هوک نمی‌توان داشت؛ نخست یکی را حذف کنید.",
        "There cannot be more webhooks[ than {limit}]; delete one first.",
    ),
    BillingCode.WEBHOOK_ADDRESS_REFUSED: (
        "به این نشانی نمی‌توان پیام فرستاد؛ باید نشانی https و در دسترس از اینترنت باشد.",
        "This address cannot be told; it must be an https address of the public internet.",
    ),
    BillingCode.WEBHOOK_DELIVERY_NOT_FOUND: (
        "این وب‌هوک چنین پیامی ندارد.",
        "This webhook has no such delivery.",
    ),
    BillingCode.WEBHOOK_DELIVERY_PENDING: (
        "این پیام هنوز در راه است و نیازی به فرستادن دوباره ندارد.",
        "This delivery is still under way; there is no need to send it again.",
    ),
    BillingCode.PERSON_NOT_FOUND: (
        "برای این شخص حسابی پیدا نشد.",
        "No account was found for this person.",
    ),
    BillingCode.ACCOUNT_NOT_FOUND: (
        "چنین حسابی در فهرست حساب‌ها نیست.",
        "There is no such account in the chart.",
    ),
    BillingCode.RECEIPT_NOT_FOUND: (
        "رسیدی با این شماره و رمز پیدا نشد.",
        "There is no receipt with this number and code.",
    ),
    BillingCode.INSPECTOR_NOT_FOUND: (
        "بخش مالی چنین بازرسی را نمی‌شناسد؛ شبا پس از نخستین گزارش بازرس ثبت می‌شود.",
        "Billing knows no such inspector; a bank account can be set after an inspector’s first report.",
    ),
    BillingCode.PAYOUT_NOT_FOUND: (
        "چنین پرداختی به بازرسان پیدا نشد.",
        "There is no such payout.",
    ),
    BillingCode.PAYOUT_LINE_NOT_FOUND: (
        "این پرداخت چنین سطری ندارد.",
        "This payout has no such line.",
    ),
    BillingCode.NOTHING_TO_PAY: (
        "در این بازه به هیچ‌یک از این بازرسان چیزی برای پرداخت نمانده است.",
        "None of these inspectors is owed anything in this period.",
    ),
    BillingCode.PAYOUT_NOT_DRAFT: (
        "این پرداخت دیگر پیش‌نویس نیست.",
        "This payout is no draft any more.",
    ),
    BillingCode.PAYOUT_NOT_FROZEN: (
        "این پرداخت نهایی نشده است.",
        "This payout is not frozen.",
    ),
    BillingCode.PAYOUT_OUTDATED: (
        "آنچه این پیش‌نویس می‌پردازد تغییر کرده است: حق‌الزحمه‌ای باطل شده یا نرخ مالیات تکلیفی فرق کرده است؛ "
        "این پیش‌نویس را کنار بگذارید و پیش‌نویس تازه‌ای تهیه کنید.",
        "What this draft pays has changed: a fee became void, or another share is withheld; drop it and make another.",
    ),
    BillingCode.PAYOUT_LINE_SETTLED: (
        "نتیجهٔ این سطر پیش‌تر ثبت شده است.",
        "What became of this line has been said before.",
    ),
}

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_NAMES = re.compile(r"\{(\w+)\}")
_NUMBER_LIKE = re.compile(r"^[0-9][0-9\-/:. ]*$")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def detail(code: str, params: Mapping[str, Param], language: str) -> str:
    """The sentence for a code; a code that this version does not know gets the one for an internal error."""
    persian, english = SENTENCES.get(code) or SENTENCES[_FALLBACK]
    words = {name: _word(name, value, language) for name, value in params.items()}
    sentence = english if language == "en" else persian
    return _OPTIONAL.sub(lambda part: _fill(part[1], words), sentence)


def _fill(part: str, words: Mapping[str, str]) -> str:
    names = _NAMES.findall(part)
    return part.format_map(words) if all(name in words for name in names) else ""


def _word(name: str, value: Param, language: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        amount = name.endswith("_rials")
        text = f"{value:,}" if amount else str(value)
        if language == "en":
            return f"{text} rials" if amount else text
        text = text.replace(",", "٬").translate(_PERSIAN_DIGITS)
        return f"{text} ریال" if amount else text
    text = str(value)
    return text.translate(_PERSIAN_DIGITS) if language != "en" and _NUMBER_LIKE.match(text) else text
