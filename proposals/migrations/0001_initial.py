import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import proposals.formats.pinyin
import proposals.models.case
import proposals.models.people
import proposals.models.suggestion
from django.conf import settings
from django.db import migrations, models

from proposals.calendar import limits


def write_limits(apps, schema_editor):
    limits.write_missing_limits(apps.get_model("proposals", "Limit").objects)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('date', models.DateField(primary_key=True, serialize=False, verbose_name='日期')),
                ('is_working', models.BooleanField(verbose_name='上班')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='事由')),
            ],
            options={
                'verbose_name': '节假日与调休',
                'verbose_name_plural': '节假日与调休',
                'ordering': ['date'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='办公电话')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '人员',
                'verbose_name_plural': '人员',
                'ordering': ['username'],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='CalendarChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='序号')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('what', models.TextField(verbose_name='改了什么')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='改动人')),
            ],
            options={
                'verbose_name': '日历和期限的改动',
                'verbose_name_plural': '日历和期限的改动',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('主办', '主办'), ('会办', '会办'), ('独办', '独办'), ('分别办理', '分别办理')], default='独办', max_length=4, verbose_name='办理方式')),
                ('status', models.CharField(choices=[('awaiting_receipt', '待签收'), ('return_requested', '退办待批'), ('returned', '已退回'), ('received', '已签收'), ('in_progress', '办理中'), ('checking', '审核中·待核稿'), ('signing', '审核中·待签发'), ('seeking_feedback', '征求意见'), ('under_study', '待研究'), ('to_report', '待报送'), ('closed', '办结'), ('withdrawn', '已撤回')], default='awaiting_receipt', max_length=20, verbose_name='状态')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('handed_on', models.DateField(verbose_name='交办日期')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='签收日期')),
                ('section', models.CharField(blank=True, max_length=40, verbose_name='科室')),
                ('statutory_due', models.DateField(verbose_name='法定答复期限')),
                ('internal_due', models.DateField(blank=True, null=True, verbose_name='区内要求期限')),
                ('wide_reason', models.CharField(blank=True, max_length=300, verbose_name='涉及面广、处理难度大的理由')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='全部送达日期')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='首次签发日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('passed_on', models.DateField(blank=True, null=True, verbose_name='改办日期')),
                ('finished_before', models.BooleanField(default=False, verbose_name='补录')),
                ('event_count', models.PositiveIntegerField(default=0, editable=False)),
                ('event_head', models.CharField(blank=True, editable=False, max_length=64)),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
            ],
            options={
                'verbose_name': '办理件',
                'verbose_name_plural': '办理件',
                'ordering': ['statutory_due', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Deputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, max_length=30, null=True, unique=True, verbose_name='代表证号')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('kind', models.CharField(choices=[('代表', '人大代表'), ('委员', '政协委员')], default='代表', max_length=2, verbose_name='身份')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '全国'), (2, '省、直辖市'), (3, '设区的市'), (4, '区、县'), (5, '乡镇')], default=4, verbose_name='级别')),
                ('proposes_as', models.CharField(choices=[('个人', 'Person'), ('代表团', 'Delegation'), ('党派团体', 'Party'), ('委员会', 'Committee'), ('界别小组', 'Sector')], default='个人', help_text='集体提案选团体的一种', max_length=4, verbose_name='以什么提出')),
                ('delegation', models.CharField(blank=True, max_length=40, verbose_name='代表团')),
                ('contact', models.CharField(blank=True, help_text='团体的联系人：征询链接发给联系人，由联系人代表团体填写', max_length=40, verbose_name='联系人')),
                ('phone', models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^[0-9+\\- ]{5,20}$', '请写数字，可含“-”。')], verbose_name='手机')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('initials', proposals.formats.pinyin.Initials(blank=True, editable=False, max_length=250, verbose_name='拼音首字母')),
            ],
            options={
                'verbose_name': '代表',
                'verbose_name_plural': '代表',
                'ordering': ['name', 'delegation'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('code', None)), fields=('name', 'kind', 'level', 'delegation'), name='deputy_told_apart'), models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='deputy_level_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['代表', '委员'])), name='deputy_kind_known'), models.CheckConstraint(condition=models.Q(('proposes_as__in', ['个人', '代表团', '党派团体', '委员会', '界别小组'])), name='deputy_proposes_as_known'), models.CheckConstraint(condition=models.Q(('contact', ''), models.Q(('proposes_as', '个人'), _negated=True), _connector='OR'), name='deputy_contact_is_a_groups'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='deputy_has_name')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=60)),
                ('role', models.CharField(choices=[('office', '办公室'), ('handler', '经办人'), ('leader', '局领导'), ('district', '区政府办公室'), ('congress', '代表工作机构'), ('admin', '系统管理员'), ('deputy', '代表'), ('system', '系统')], max_length=10)),
                ('action', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=60)),
                ('from_status', models.CharField(choices=[('awaiting_receipt', '待签收'), ('return_requested', '退办待批'), ('returned', '已退回'), ('received', '已签收'), ('in_progress', '办理中'), ('checking', '审核中·待核稿'), ('signing', '审核中·待签发'), ('seeking_feedback', '征求意见'), ('under_study', '待研究'), ('to_report', '待报送'), ('closed', '办结'), ('withdrawn', '已撤回')], max_length=20)),
                ('to_status', models.CharField(choices=[('awaiting_receipt', '待签收'), ('return_requested', '退办待批'), ('returned', '已退回'), ('received', '已签收'), ('in_progress', '办理中'), ('checking', '审核中·待核稿'), ('signing', '审核中·待签发'), ('seeking_feedback', '征求意见'), ('under_study', '待研究'), ('to_report', '待报送'), ('closed', '办结'), ('withdrawn', '已撤回')], max_length=20)),
                ('comment', models.TextField(blank=True)),
                ('data', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='proposals.case')),
                ('deputy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.deputy')),
            ],
            options={
                'verbose_name': '办理记录',
                'verbose_name_plural': '办理记录',
                'ordering': ['case', 'sequence'],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('name', models.CharField(max_length=100, verbose_name='文件名')),
                ('conditions', models.CharField(blank=True, max_length=1000, verbose_name='条件')),
                ('rows', models.PositiveIntegerField(verbose_name='件数')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导出人')),
            ],
            options={
                'verbose_name': '导出记录',
                'verbose_name_plural': '导出记录',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='轮次')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('from_due', models.DateField(verbose_name='原期限')),
                ('wished_on', models.DateField(verbose_name='申请延到')),
                ('reason', models.TextField(max_length=1000, verbose_name='延期理由')),
                ('report', models.TextField(max_length=3000, verbose_name='办理情况和下一步安排')),
                ('leader', models.CharField(max_length=40, verbose_name='同意的局领导')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='申请时间')),
                ('outcome', models.CharField(choices=[('waiting', '待批'), ('agreed', '同意延期'), ('refused', '不同意延期'), ('lapsed', '不用再批')], default='waiting', max_length=8, verbose_name='结果')),
                ('granted_on', models.DateField(blank=True, null=True, verbose_name='同意延到')),
                ('opinion', models.TextField(blank=True, max_length=1000, verbose_name='批复意见')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='批复时间')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='全部告知日期')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='proposals.case', verbose_name='办理件')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批复人')),
            ],
            options={
                'verbose_name': '延期',
                'verbose_name_plural': '延期',
                'ordering': ['case', 'asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ExtensionNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='告知日期')),
                ('way', models.CharField(choices=[('电话', '电话'), ('当面', '当面'), ('书面', '书面'), ('短信微信', '短信或微信')], max_length=4, verbose_name='方式')),
                ('said', models.TextField(blank=True, max_length=500, verbose_name='代表的意见')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.deputy')),
                ('extension', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='proposals.extension')),
            ],
            options={
                'verbose_name': '延期告知',
                'verbose_name_plural': '延期告知',
                'ordering': ['extension', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='IntakeList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='文件名')),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.JSONField(verbose_name='内容')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='登记时间')),
                ('made', models.PositiveIntegerField(default=0, verbose_name='登记件数')),
                ('corrected', models.PositiveIntegerField(default=0, verbose_name='更正处数')),
                ('finished', models.BooleanField(default=False, verbose_name='往年已办结的')),
                ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
            ],
            options={
                'verbose_name': '建议名单',
                'verbose_name_plural': '建议名单',
                'ordering': ['-uploaded_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('reply', '答复'), ('wide', '涉及面广、处理难度大的答复'), ('again', '再次答复'), ('extend', '延期，从原期限起最多再'), ('help', '会办意见'), ('return', '申请退办'), ('hand_over', '闭会期间建议的交办'), ('publish', '公开答复')], max_length=10, verbose_name='环节')),
                ('kind', models.CharField(blank=True, choices=[('建议', '代表建议'), ('提案', '政协提案')], max_length=2, verbose_name='限于')),
                ('count', models.PositiveSmallIntegerField(verbose_name='数')),
                ('measure', models.CharField(choices=[('months', '个月'), ('working_days', '个工作日')], max_length=12, verbose_name='单位')),
                ('source', models.CharField(max_length=100, verbose_name='依据')),
            ],
            options={
                'verbose_name': '期限',
                'verbose_name_plural': '期限',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('step', 'kind'), name='limit_once'), models.CheckConstraint(condition=models.Q(('step__in', ['reply', 'wide', 'again', 'extend', 'help', 'return', 'hand_over', 'publish'])), name='limit_step_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['', '建议', '提案'])), name='limit_kind_known'), models.CheckConstraint(condition=models.Q(('measure__in', ['months', 'working_days'])), name='limit_measure_known'), models.CheckConstraint(condition=models.Q(('count__range', (1, 99))), name='limit_in_bounds'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='limit_has_source')],
            },
        ),
        migrations.CreateModel(
            name='MovedCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_due', models.DateField(verbose_name='原期限')),
                ('new_due', models.DateField(verbose_name='新期限')),
                ('dropped', models.DateField(null=True, verbose_name='不再适用的区内期限')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.case')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved', to='proposals.calendarchange')),
            ],
            options={
                'verbose_name': '随日历改动的期限',
                'verbose_name_plural': '随日历改动的期限',
                'ordering': ['change', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='名称')),
                ('query', models.CharField(max_length=1000)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '常用查询',
                'verbose_name_plural': '常用查询',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(choices=[('人大', '人民代表大会'), ('政协', '政协委员会')], default='人大', max_length=2, verbose_name='会议')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '全国'), (2, '省、直辖市'), (3, '设区的市'), (4, '区、县'), (5, '乡镇')], default=4, verbose_name='级别')),
                ('place', models.CharField(help_text='如“宝山区”“上海市”；全国的写“全国”', max_length=20, verbose_name='地方')),
                ('term', models.PositiveSmallIntegerField(verbose_name='届')),
                ('meeting', models.PositiveSmallIntegerField(verbose_name='次')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='开幕日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='闭幕日期')),
            ],
            options={
                'verbose_name': '届次',
                'verbose_name_plural': '届次',
                'ordering': ['-level', '-term', '-meeting', 'body', 'place'],
                'constraints': [models.UniqueConstraint(fields=('body', 'place', 'term', 'meeting'), name='session_once'), models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='session_level_known'), models.CheckConstraint(condition=models.Q(models.Q(('level', 1), ('place', '全国')), models.Q(models.Q(('level', 1), _negated=True), models.Q(('place__in', ['', '全国']), _negated=True)), _connector='OR'), name='session_nation_is_the_nations'), models.CheckConstraint(condition=models.Q(('body__in', ['人大', '政协'])), name='session_body_known'), models.CheckConstraint(condition=models.Q(('meeting__range', (1, 99)), ('term__range', (1, 99))), name='session_counts_from_one'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='session_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Sponsorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='顺序')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsorships', to='proposals.deputy')),
            ],
            options={
                'verbose_name': '提出人',
                'verbose_name_plural': '提出人',
                'ordering': ['suggestion', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('建议', '代表建议'), ('提案', '政协提案')], default='建议', max_length=2, verbose_name='类型')),
                ('number', models.CharField(max_length=24, validators=[proposals.models.suggestion.must_be_a_number], verbose_name='件号')),
                ('number_key', proposals.models.suggestion.NumberKey(editable=False, max_length=220)),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('text', models.TextField(blank=True, max_length=50000, verbose_name='建议内容')),
                ('category', models.CharField(blank=True, max_length=30, verbose_name='类别')),
                ('made_between_sessions', models.BooleanField(default=False, verbose_name='闭会期间提出')),
                ('led_as', models.CharField(blank=True, choices=[('领导领办', '领导领办'), ('重点督办', '重点督办')], max_length=4, verbose_name='领办、督办')),
                ('led_by', models.CharField(blank=True, max_length=40, verbose_name='领办、督办的领导')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('deputies', models.ManyToManyField(related_name='suggestions', through='proposals.Sponsorship', to='proposals.deputy')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='proposals.session', verbose_name='届次')),
            ],
            options={
                'verbose_name': '建议',
                'verbose_name_plural': '建议',
                'ordering': ['session', 'number_key'],
            },
        ),
        migrations.AddField(
            model_name='sponsorship',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsorships', to='proposals.suggestion'),
        ),
        migrations.AddField(
            model_name='case',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='proposals.suggestion', verbose_name='建议'),
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('suggestion', '建议附件'), ('signed_form', '签收回来的办理情况表'), ('opinion', '会办意见'), ('reply', '补录的答复原件'), ('other', '其他材料')], max_length=12, verbose_name='种类')),
                ('file', models.FileField(max_length=200, upload_to=proposals.models.case.attachment_path, verbose_name='文件')),
                ('name', models.CharField(max_length=255, verbose_name='文件名')),
                ('content_type', models.CharField(max_length=60)),
                ('suffix', models.CharField(max_length=8)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='proposals.case')),
                ('suggestion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='proposals.suggestion')),
            ],
            options={
                'verbose_name': '附件',
                'verbose_name_plural': '附件',
                'ordering': ['uploaded_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Supervision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('text', models.TextField(max_length=1000, verbose_name='督办意见')),
                ('at', models.DateTimeField(verbose_name='督办时间')),
                ('answer_due', models.DateField(verbose_name='回复期限')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='回复')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='回复时间')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回复人')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督办人')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='proposals.case', verbose_name='办理件')),
            ],
            options={
                'verbose_name': '督办单',
                'verbose_name_plural': '督办单',
                'ordering': ['case', 'at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='全称')),
                ('short_name', models.CharField(max_length=30, unique=True, verbose_name='简称')),
                ('kind', models.CharField(choices=[('district_office', '区政府办公室'), ('congress', '区人大常委会代表工作机构'), ('cppcc', '政协提案工作机构'), ('bureau', '承办单位')], default='bureau', max_length=20, verbose_name='性质')),
                ('letter_mark', models.CharField(blank=True, help_text='发文字号用，如“宝民”', max_length=20, verbose_name='机关代字')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='地址')),
                ('letter_format', models.CharField(choices=[('普通', '普通'), ('信函格式', '信函格式')], default='普通', help_text='信函格式：首页有红色的单位名称和上下两条红色双线（GB/T 9704-2012 第10.1条）', max_length=8, verbose_name='答复的格式')),
                ('asks_phone', models.BooleanField(default=False, help_text='代表在网上提交意见时，须填本人手机号码的后四位', verbose_name='网上反馈核对手机号')),
                ('robot', models.CharField(blank=True, help_text='本单位工作群的机器人地址；提醒会发到群里', max_length=500, validators=[proposals.models.people.robot_address], verbose_name='消息机器人')),
                ('is_active', models.BooleanField(default=True, verbose_name='在用')),
            ],
            options={
                'verbose_name': '单位',
                'verbose_name_plural': '单位',
                'ordering': ['kind', 'short_name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['district_office', 'congress', 'cppcc', 'bureau'])), name='unit_kind_known'), models.CheckConstraint(condition=models.Q(('letter_format__in', ['普通', '信函格式'])), name='unit_letter_format_known')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('due', '快到期'), ('late', '已超期'), ('told', '办理通知'), ('week', '每周督办')], max_length=4, verbose_name='种类')),
                ('key', models.CharField(max_length=80)),
                ('sentence', models.TextField(verbose_name='内容')),
                ('made_at', models.DateTimeField(verbose_name='时间')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='已读时间')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发出时间')),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=100)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='proposals.case')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.unit')),
            ],
            options={
                'verbose_name': '提醒',
                'verbose_name_plural': '提醒',
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('office', '办公室'), ('handler', '经办人'), ('leader', '局领导'), ('district', '区政府办公室'), ('congress', '代表工作机构'), ('admin', '系统管理员')], max_length=10, verbose_name='角色')),
                ('section', models.CharField(blank=True, max_length=40, verbose_name='科室')),
                ('is_active', models.BooleanField(default=True, verbose_name='在用')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='proposals.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '任职',
                'verbose_name_plural': '任职',
                'ordering': ['unit', 'role', 'user'],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='proposals.unit', verbose_name='承办单位'),
        ),
        migrations.AddConstraint(
            model_name='calendarchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='calendar_change_says_what'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('case', 'sequence'), name='event_sequence_once'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='event_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['office', 'handler', 'leader', 'district', 'congress', 'admin', 'deputy', 'system'])), name='event_role_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('actor__isnull', False), ('deputy__isnull', True)), models.Q(('actor__isnull', True), ('role__in', ['deputy', 'system'])), _connector='OR'), name='event_actor_is_one'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['at'], name='export_by_time'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'waiting')), fields=('case',), name='extension_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('wished_on__gt', models.F('from_due'))), name='extension_asks_later'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('report', ''), _negated=True), models.Q(('leader', ''), _negated=True)), name='extension_has_words'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('granted_on', None), ('outcome__in', ['waiting', 'lapsed']), ('told_on', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('granted_on', None), ('outcome', 'refused'), ('told_on', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('granted_on__gt', models.F('from_due')), ('outcome', 'agreed')), _connector='OR'), name='extension_outcome_whole'),
        ),
        migrations.AddConstraint(
            model_name='extensionnotice',
            constraint=models.UniqueConstraint(fields=('extension', 'deputy'), name='extension_notice_once'),
        ),
        migrations.AddConstraint(
            model_name='extensionnotice',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['电话', '当面', '书面', '短信微信'])), name='extension_notice_way_known'),
        ),
        migrations.AddConstraint(
            model_name='intakelist',
            constraint=models.UniqueConstraint(condition=models.Q(('applied_at__isnull', True)), fields=('uploaded_by', 'sha256', 'finished'), name='intake_list_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='intakelist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', True), ('applied_by__isnull', True)), models.Q(('applied_at__isnull', False), ('applied_by__isnull', False)), _connector='OR'), name='intake_list_applied_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='movedcase',
            constraint=models.UniqueConstraint(fields=('change', 'case'), name='moved_case_once_a_change'),
        ),
        migrations.AddConstraint(
            model_name='movedcase',
            constraint=models.CheckConstraint(condition=models.Q(('old_due', models.F('new_due')), _negated=True), name='moved_case_moved'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='saved_view_once'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('query', ''), _negated=True)), name='saved_view_has_name'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('session', 'kind', 'number_key'), name='suggestion_number_once'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['建议', '提案'])), name='suggestion_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='suggestion_has_title'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='suggestion_has_number'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('led_as', ''), ('led_by', '')), models.Q(('led_as__in', ['领导领办', '重点督办']), models.Q(('led_by', ''), _negated=True)), _connector='OR'), name='suggestion_led_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='sponsorship',
            constraint=models.UniqueConstraint(fields=('suggestion', 'deputy'), name='sponsorship_once'),
        ),
        migrations.AddConstraint(
            model_name='sponsorship',
            constraint=models.UniqueConstraint(fields=('suggestion', 'position'), name='sponsorship_position_once'),
        ),
        migrations.AddConstraint(
            model_name='sponsorship',
            constraint=models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='sponsorship_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('case__isnull', False)), fields=('case', 'kind', 'sha256'), name='attachment_once_a_case'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('case__isnull', True)), fields=('suggestion', 'kind', 'sha256'), name='attachment_once_a_suggestion'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['suggestion', 'signed_form', 'opinion', 'reply', 'other'])), name='attachment_kind_known'),
        ),
        migrations.AddIndex(
            model_name='supervision',
            index=models.Index(fields=['answered_at', 'answer_due'], name='supervision_unanswered'),
        ),
        migrations.AddConstraint(
            model_name='supervision',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='supervision_has_text'),
        ),
        migrations.AddConstraint(
            model_name='supervision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='supervision_answer_is_whole'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['recipient', 'read_at'], name='notice_by_person'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['made_at'], name='notice_unsent'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('recipient__isnull', False)), fields=('recipient', 'key'), name='notice_person_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', False)), fields=('unit', 'key'), name='notice_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recipient__isnull', False), ('unit__isnull', True)), models.Q(('read_at__isnull', True), ('recipient__isnull', True), ('unit__isnull', False)), _connector='OR'), name='notice_to_one'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['due', 'late', 'told', 'week'])), name='notice_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sentence', ''), _negated=True), models.Q(('key', ''), _negated=True)), name='notice_says_something'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'unit', 'role'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['office', 'handler', 'leader', 'district', 'congress', 'admin'])), name='membership_role_known'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['unit', 'status', 'statutory_due'], name='case_by_desk'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['handler', 'status'], name='case_by_handler'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('suggestion', 'unit'), name='case_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('part__in', ['主办', '独办']), models.Q(('status', 'returned'), _negated=True)), fields=('suggestion',), name='case_one_main'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['主办', '会办', '独办', '分别办理'])), name='case_part_known'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['awaiting_receipt', 'return_requested', 'returned', 'received', 'in_progress', 'checking', 'signing', 'seeking_feedback', 'under_study', 'to_report', 'closed', 'withdrawn'])), name='case_status_known'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('received', 'in_progress', 'checking', 'signing', 'seeking_feedback', 'under_study', 'to_report', 'closed')), _negated=True), ('received_on__isnull', False), ('finished_before', True), _connector='OR'), name='case_taken_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('in_progress', 'checking', 'signing', 'seeking_feedback', 'under_study', 'to_report', 'closed')), _negated=True), ('handler__isnull', False), ('finished_before', True), _connector='OR'), name='case_assigned_has_handler'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('finished_before', False), models.Q(('delivered_on__isnull', True), ('handler__isnull', True), ('internal_due__isnull', True), ('received_on__isnull', True), ('status', 'closed')), _connector='OR'), name='case_finished_before_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('status__in', ('returned', 'closed', 'withdrawn'))), models.Q(models.Q(('status__in', ('returned', 'closed', 'withdrawn')), _negated=True), ('closed_on__isnull', True)), _connector='OR'), name='case_final_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('internal_due__isnull', True), ('internal_due__lte', models.F('statutory_due')), _connector='OR'), name='case_internal_not_after_law'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('passed_on__isnull', True), ('status', 'returned'), _connector='OR'), name='case_passed_on_is_returned'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('statutory_due__gt', models.F('handed_on'))), name='case_due_after_handing'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('received_on__isnull', True), ('received_on__gte', models.F('handed_on')), _connector='OR'), name='case_received_after_handing'),
        ),
        migrations.RunPython(write_limits, migrations.RunPython.noop),
    ]
