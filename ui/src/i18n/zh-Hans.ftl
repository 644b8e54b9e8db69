# 客服窗口（简体中文）。
app-name = Firsthand

## Regions and panes
region-bar = 通话
region-search = 搜索
region-article = 文章
region-context = 客户
panes = 视图
pane-search = 搜索
pane-article = 文章
pane-customer = 客户
pane-form = 话后处理
close = 关闭
try-again = 重试

## Call
state-ready = 就绪
state-not-ready = 未就绪
state-on-call = 通话中
state-on-hold = 保持中
state-wrap-up = 话后处理
call-start = 开始通话
call-hold = 保持
call-unhold = 恢复通话
call-wrap-up = 话后处理
call-go-ready = 设为就绪
call-new = 新通话
call-new-hint = 开始新的通话，当前记录保留在“未完成的话后处理”中。
target = 目标 { $time }
target-label = 话后处理用时与目标
talk = 通话 { $time }
correction = 更正
customer = 客户
customer-hint = 电话或客户编号
language = 语言
language-system = 跟随系统
said-target-half = 话后处理目标时间已过半。
said-target-full = 已到话后处理目标时间，可继续填写。

## Search
search-label = 搜索文章
search-results = 找到的文章
search-count =
    { $count ->
       *[other] { $count } 篇文章
    }
search-none = 没有与“{ $text }”相关的文章
search-failed = 搜索未成功，请重试。
search-suggestion = 改搜“{ $text }”
search-recent = 最近搜索
search-recent-empty = 搜索记录会显示在这里。
pinned = 已固定
pinned-empty = 固定常用文章，方便随时查看。
pin = 固定此文章
gap-record = 上报知识缺口
gap-recorded = 已上报知识缺口
said-gap = 已上报知识缺口：{ $text }

## Article
attach = 关联到通话
attached = 已关联
attach-nothing = 请先打开文章再关联。
said-attached = 已关联：{ $title }
said-detached = 已取消关联：{ $title }
article-updated = 更新于 { $when }
article-validated = 已审核
article-unvalidated = 未审核
article-expired = 有效期至 { $date }
article-old =
    { $hours ->
       *[other] 文章已 { $hours } 小时未更新，连上中心库后会自动更新。
    }
article-empty = 搜索文章后在此阅读。
article-empty-call = 用客户的原话搜索，最合适的文章会在此打开。
article-failed = 文章未能打开，请重新选择。
copy = 复制
copied = 已复制
said-copied = 已复制
find = 在文章中查找
find-count = 第 { $at } 处，共 { $count } 处

## Customer's story
story = 历史联系记录
story-repeat = 重复来电
story-warning =
    { $days ->
       *[other] { $days } 天内
    }已就此问题联系 { $times ->
       *[other] { $times } 次
    }
story-last = 上次：
story-ask = 重复步骤前，请先询问此后的情况。
story-ask-unresolved = 上次未解决。重复步骤前，请先询问此后的情况。
story-no-customer = 输入电话或客户编号即可查看历史联系记录。
story-asking = 正在查找历史联系记录…
story-empty = 没有历史联系记录。
story-desk-only = 无法连接中心库，仅显示本机受理的记录。
story-due = 跟进时间 { $when }
waiting-here = 已存本机
same = 与 { $when } 是同一问题吗？
same-yes = 是
same-no = 不是
same-none = 未回答
channel-voice = 电话
channel-email = 电子邮件
channel-chat = 在线聊天
channel-whatsapp = WhatsApp
channel-sms = 短信
channel-social = 社交媒体
channel-web = 网页
channel-in_person = 到店

## Wrap-up
wrap-up = 话后处理
form-open = 现在填写话后处理
outcome = 结果
reason = 联系原因
reason-list = 原因列表
reason-filter = 输入以筛选
reason-from-article = 来自已关联文章
reason-own = 您最近的联系
reason-all = 全部原因
reason-none = 没有符合“{ $text }”的原因
root-cause = 未解决原因
follow-up = 跟进
due-2h = 2 小时后
due-tomorrow = 明天 { $time }
due-48h = 48 小时后
due-pick = 选择时间…
due-day = 日期
due-time = 时间
due-by = 方式
note = 备注
template = 模板
gaps =
    { $count ->
       *[other] 知识缺口：
    }
save-ready = 保存并就绪
save-stay = 保存，保持未就绪
discard = 丢弃此记录
discard-sure = 这不是一次联系？丢弃后不会保留任何内容。
discard-yes = 丢弃
discard-no = 保留
missing-outcome = 请选择本次联系的结果。
missing-reason = 请选择客户的联系原因。
missing-root-cause = 请选择未解决的原因。
missing-follow-up = 请选择回复客户的时间。
said-missing =
    { $count ->
       *[other] 尚未保存：缺少 { $count } 项。
    }
toast-saved = 已保存。{ $what }
undo = 撤销
said-undone = 已撤销，填写的内容都在表单中。

## Store
sync-synced = 已同步
sync-synced-at = 已同步 { $time }
sync-sending = 正在发送 { $count }
sync-offline = 离线
sync-offline-since = { $time } 起离线
sync-signed-out = 请登记后发送
sync-too-old = 请更新后发送
sync-not-enrolled = 未接入中心库
sync-refused =
    { $count ->
       *[other] { $count } 条记录待处理
    }
sync-now = 立即发送
said-offline = 已离线，一切照常，内容保存在本机。
waiting =
    { $count ->
        [0] 没有待发送
       *[other] { $count } 条待发送
    }
outbox = 发送到中心库
outbox-synced = 全部已送达中心库。
outbox-sending = 正在发送记录。
outbox-offline = 无法连接中心库。一切照常，内容保存在本机，稍后自动发送。
outbox-signed-out = 中心库不再识别本机。内容没有丢失，重新登记后会全部发送。
outbox-too-old = 中心库需要更新版本的 Firsthand。内容没有丢失，更新后会发送这里等待的全部记录。请联系运维人员获取新版本。
outbox-not-enrolled = 本机尚未接入中心库，记录先保存在本机。
outbox-waiting =
    { $count ->
        [0] 没有等待发送的记录
       *[other] 本机有 { $count } 条记录等待发送
    }
articles-as-of = 文章截至 { $time }
refused =
    { $count ->
       *[other] { $count } 条记录未被接收
    }
refused-safe = 记录仍在本机，可更正或重新发送。
refused-correct = 更正
refused-again = 重新发送
enrol-open = 登记本机

## Home
home-unfinished = 未完成的话后处理
home-unfinished-empty = 没有待完成的话后处理。
home-no-outcome = 缺少结果
home-follow-ups = 待跟进
home-follow-ups-empty = 没有到期的跟进。
home-overdue = 已逾期
home-changed = 最近更新的文章
home-changed-empty = 近期没有文章更新。
home-last = 您最近的联系
home-last-empty = 您保存的联系会显示在这里。
home-correct = 更正
home-loading = 请稍候…

## Settings
settings = 设置
settings-screen = 界面
settings-digits = 阿拉伯语数字
settings-theme = 主题
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
theme-high_contrast = 高对比度
settings-density = 行高
density-compact = 紧凑
density-standard = 标准
density-comfortable = 宽松
settings-text = 文字大小 { $percent } %
settings-work = 工作
settings-preview = 预览延迟（毫秒）
settings-window = 重复来电提醒（小时）
settings-target = 话后处理目标（秒）
settings-region = 无国家代码的号码归属
settings-queue = 队列
settings-agent = 本人
settings-name = 姓名
settings-agent-id = 工号
settings-store = 中心库
enrol-hint = 地址和一次性登记码由管理员提供。
enrol-url = 地址
enrol-code = 登记码
enrol = 登记
enrolled = 本机已登记。
knowledge-count =
    { $count ->
       *[other] { $count } 篇文章
    }

## Help
help = 命令
help-filter = 筛选命令
help-none = 没有符合的命令。
help-elsewhere = 在列表和字段中
help-choose = 在列表中选择
help-open = 打开；再按一次进入文章
help-digit = 选择并继续
help-step = 勾选步骤
help-escape = 关闭、清空、回到搜索
hint-search = 搜索
hint-region = 下一区域
hint-help = 全部命令
hint-same = 同一问题
command-search = 搜索文章
command-call = 开始通话，再按进入话后处理
command-customer = 客户字段
command-hold = 保持与恢复
command-attach = 关联或取消关联文章
command-gap = 上报知识缺口
command-find = 在文章中查找
command-same = 与之前是同一问题
command-outcome = 结果
command-reason = 联系原因
command-notes = 备注
command-template = 备注模板
command-save = 保存并就绪
command-save_stay = 保存，保持未就绪
command-undo = 撤销上次保存
command-pane_search = 转到搜索
command-pane_article = 转到文章
command-pane_customer = 转到客户
command-pane_form = 转到话后处理
command-region_next = 下一区域
command-region_previous = 上一区域
command-toast = 转到提示消息
command-settings = 设置
command-help = 全部命令

## When something does not go well
trouble-title = 应用未能打开
trouble-safe = 已保存的联系记录都在本机。请重试；如仍不行，请将下方内容告知管理员。
trouble-start = 上次退出时有内容损坏，现已处理
problem-title = 操作未成功
draft-unkept = 未在保存
draft-unkept-title = 您输入的内容暂时无法保存，但仍在屏幕上，请勿关闭窗口。
problem-invalid = 有内容缺失或有误。没有丢失任何内容，请更正后重试。
problem-conflict = 该记录已以其他内容保存，请打开后更正。
problem-too_large = 内容过长，请缩短备注后重试。
problem-unauthorized = 中心库不识别本机或登记码。没有丢失任何内容，请重新登记。
problem-not_found = 该内容已不存在，其他内容没有变动。
problem-too_old = 本机版本过旧。没有丢失任何内容，请联系管理员更新。
problem-start_over = 中心库已重新开始，本机会自动跟上。
problem-unavailable = 中心库繁忙。没有丢失任何内容，会自动重试。
problem-offline = 无法连接中心库。本机一切照常，稍后自动发送。
problem-disk_full = 磁盘已满。屏幕上的内容仍在，请腾出空间后重试。
problem-damaged = 有文件无法读取。屏幕上的内容仍在，请告知管理员。
problem-internal = 程序出错。屏幕上的内容仍在，请重试。
