package credential

import "strings"

// common are words that people choose and guessing programs try first, in the form that is left without digits and signs.
// Written for Waymark from what is widely known about bad passwords; it is not a copy of anybody's list.
var common = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(commonWords) {
		m[w] = true
	}
	return m
}()

const commonWords = `
password passwords passwort passwordpassword motdepasse contrasena contraseña contrasinal senha parola haslo hasło heslo wachtwoord
losenord lösenord lozinka sifre şifre parol parole salasana adgangskode passord jelszo jelszó geslo kennwort parool
pass passw passwd passphrase passcode passkey pwd secret secrets geheim topsecret secretpassword mysecret privat private
letmein letmeinnow letmeinplease openup opensesame openthedoor welcome welcomeback welcomehome willkommen bienvenue bienvenido
benvenuto login logmein loginlogin signin signmein signup hello helloworld hellohello hallo hallohallo halloween bonjour hola holahola
goodbye goodmorning goodnight thankyou thanks please trustme trustno trustnoone trustnobody nobodyknows idontknow dontknow
forgot forgotten forgotpassword iforgot iforgotit remember rememberme dontforget changeme changeit changethis changemenow change
default defaultpassword standard temp temporary temppassword temppass test tests testing tester testtest testuser testpassword
testaccount demo demodemo demouser example sample guest guestguest guestuser anonymous nobody user username users useruser root toor
rootroot admin admins administrator administrador administrateur adminadmin adminpass adminpassword superuser superadmin sysadmin
system manager master masterkey masterpassword masterpass owner operator support service server database computer internet
mypassword mypass mypasswd thepassword newpassword newpass oldpassword yourpassword ourpassword nopassword nopass userpassword
passwordone passwordadmin strongpassword longpassword goodpassword badpassword weakpassword easypassword simplepassword
securepassword security secure changepassword passwordchange account myaccount office company business work workwork job
waymark waymarks waymarkdev waymarkapp mentor mentors mentoring mentorship newcomer opensource opensourcesoftware freesoftware
github gitlab gitgitgit linux ubuntu debian fedora archlinux windows microsoft google facebook instagram twitter linkedin youtube
amazon apple iphone android samsung nokia macbook chrome firefox mozilla mysql postgres postgresql mongodb redis docker kubernetes
python pythonista golang javascript typescript java rustlang developer developers programmer programming coder coding hacker hackers
hackme hacking hacktheplanet iamgroot iamhacker matrix thematrix neo trinity
iloveyou iloveyousomuch iloveme iloveu iloveyoubaby iloveyouforever iloveher ilovehim ilovemom ilovedad ilovemymom ilovemydad
ilovegod ilovejesus ilovecats ilovedogs ilovemusic ilovefootball ilovemyself loveyou loveme lovelove love loves lovely lover lovers
loveforever foreverlove trulove truelove mylove mylovely sweetlove ichliebedich jetaime teamo tequiero tiamo teamomucho seniseviyorum
kochamcie kocham jagalskardig iubire amore amoremio amour monamour cherie liebe schatz schatzi sweetheart sweetie sweety sweet
honey honeybee babygirl babyboy baby babybaby babe babes darling beautiful gorgeous pretty princess princesa prinzessin prince
queen king kings kingking queenbee angel angels angelito engel cutie cute cutiepie sunshine sonnenschein sunflower sunset sunrise
rainbow rainbows butterfly butterflies flower flowers rose roses daisy lily jasmine violet cherry strawberry blueberry banana
orange apples peaches pumpkin cookie cookies chocolate chocolat cupcake icecream candy sugar pizza pizzapizza cheese bacon coffee
coffeecoffee beer whiskey vodka tequila
monkey monkeys dragon dragons dragonball dragonfly tiger tigers lion lions panther panda pandas koala eagle eagles falcon falcons
hawk phoenix wolf wolves wolfpack bear bears teddybear bunny rabbit kitty kitten kittens hellokitty cat cats pussycat dog dogs doggy
puppy puppies horse horses pony unicorn unicorns dolphin dolphins shark sharks turtle spider snake elephant chicken duck penguin
mustang ferrari porsche mercedes bmwbmw corvette camaro harley harleydavidson yamaha honda toyota nissan jaguar chevrolet ford
football footballer fussball futbol futebol soccer baseball basketball softball volleyball hockey icehockey tennis golf golfer cricket
rugby swimming swimmer skateboard snowboard surfing surfer running runner cycling boxing wrestling karate
liverpool liverpoolfc arsenal chelsea chelseafc manchester manchesterunited everton barcelona fcbarcelona realmadrid juventus milan
acmilan bayern bayernmunich borussia schalke galatasaray fenerbahce besiktas benfica sporting porto celtic rangers flamengo
corinthians palmeiras santos lakers yankees cowboys steelers packers redsox bulls chicagobulls
superman supergirl superstar superhero superwoman batman batgirl spiderman ironman wonderwoman captainamerica deadpool wolverine
avengers marvel starwars starwar startrek skywalker lukeskywalker darthvader yoda maytheforce maytheforcebewithyou jedi vader
pokemon pikachu charizard naruto sasuke goku vegeta zelda supermario mario luigi minecraft fortnite roblox counterstrike callofduty
warcraft worldofwarcraft starcraft diablo leagueoflegends playstation nintendo xbox gamer gamers gaming gameover
harrypotter hogwarts gryffindor slytherin gandalf frodo aragorn legolas lordoftherings middleearth hobbit gameofthrones jonsnow
winteriscoming sherlock holmes jamesbond simpsons homer bartsimpson southpark garfield snoopy mickey mickeymouse minnie donald
donaldduck tinkerbell peterpan cinderella disney disneyland winnie winniethepooh scooby scoobydoo spongebob
metallica ironmaiden slipknot nirvana greenday linkinpark blink eminem rihanna beyonce shakira madonna elvis elvispresley beatles
thebeatles pinkfloyd ledzeppelin acdc queenqueen rockstar rocknroll rockandroll rockyou music musica musicislife guitar drummer
jesus jesuschrist jesuslovesme jesussaves jesusislord jesusloves christ god godisgood godislove godbless blessed faith hope peace
heaven allah allahuakbar mohammed muhammad bismillah inshallah krishna shiva buddha saibaba omsairam jaimatadi
spring summer summertime autumn fall winter wintertime january february march april may june july august september october november
december monday tuesday wednesday thursday friday saturday sunday januar februar sommer fruhling frühling herbst montag freitag
holiday holidays christmas xmas weihnachten happy happyday happiness behappy behappyalways birthday happybirthday newyear
happynewyear family myfamily mama mamapapa mother mommy mummy father daddy papa brother sister sisters friends friend bestfriend
bestfriends friendship forever foreveryoung together always alwaysandforever memories nothing something everything anything whatever
money moneymoney dollar million millionaire rich lottery lucky luckyone luckystrike success successful victory winner winners
champion champions freedom liberty justice america american usa canada mexico brasil brazil argentina colombia espana spain france
paris london england scotland ireland deutschland germany berlin hamburg munchen münchen italia italy roma poland polska warszawa
russia moscow ukraine turkiye turkey istanbul india bharat pakistan karachi indonesia jakarta philippines manila thailand vietnam
china beijing shanghai japan tokyo korea seoul australia sydney africa nigeria kenya egypt cairo newyork newyorkcity california
losangeles texas chicago florida miami boston
michael michelle michaeljackson jessica jennifer ashley amanda andrew daniel daniela david joshua matthew nicole anthony robert
thomas charlie charles jordan michaeljordan george william alexander alexandra alexandre christopher christian christina nicholas
natasha natalie samantha elizabeth stephanie victoria veronica vanessa patricia caroline catherine katherine gabriel gabriela
fernando eduardo francisco alejandro alejandra sebastian santiago isabella carlos maria mariajose josemaria guadalupe antonio
giovanni giuseppe francesco francesca alessandro alessia andrea martina giulia stefano mohamed ahmed fatima yusuf mustafa mehmet
qwerty qwertyqwerty qwertz azerty asdf asdfgh asdfasdf asdfghjkl zxcv zxcvbn zxcvbnm qwe qweasd qweasdzxc qazwsx qazwsxedc
abc abcabc abcd abcdef abcdefg abcdefgh xyz xyzxyz aaa aaaa xxx xxxx asd asdasd qweqwe zzz lol lollol lmao rofl wtf omg
foobar foo bar foobarbaz correcthorsebatterystaple correcthorse batterystaple ninja ninjas samurai warrior warriors knight soldier
killer killerkiller assassin hunter hunters shadow shadows darkness darkangel devil demon lucifer satan vampire zombie ghost
destroyer terminator predator alien aliens mystery magic magical wizard merlin fantasy dream dreams dreamer sweetdreams star stars
moon moonlight galaxy universe planet earth ocean river mountain forest thunder lightning storm fire fireball iceman snowman diamond
crystal silver golden gold platinum pearl purple yellow orangejuice blackjack redrum bluesky greenapple pinkpink blackcat whitecat
`
